// What a story sees when it looks (`see`): read from the nodes themselves - their disks, images and
// coordinators - in the vocabulary's words, never from the View.
#pragma once

#include "cli/conform/story/stage.h"

namespace brokerscope::cli::conform {

/// Everything that the model tells of what this step looks at. Fields that only name the thing are
/// there too, as the step has them. NotModelled: this observation.
Json observe(const Json& step, Stage& stage);

// observe_log.cpp
Json observe_log(const Json& step, Stage& stage);
Json observe_checkpoints(const Json& step, Stage& stage);
Json observe_leader_epochs(const Json& step, Stage& stage);
Json observe_files(const Json& step, Stage& stage);
Json observe_partition_directories(const Json& step, Stage& stage);
/// Of this `topic` and `partition`, after the topic's deletion; nullptr when it is gone.
const node::DeletedDirectory* find_deleted_directory(const Json& step, Stage& stage);
/// Names of the files that wait for their deletion.
Json deleted_files_of(const log::PartitionLog& log);
Json leader_epochs_of(const log::LeaderEpochCache& cache);

// observe_cluster.cpp
Json observe_partition(const Json& step, Stage& stage);
Json observe_topic(const Json& step, Stage& stage);

// observe_groups.cpp
Json observe_coordinator_records(const Json& step, Stage& stage);

// observe_metadata.cpp
/// The records from `from` on: where the last look ended is the player's to know.
Json observe_metadata_records(const Json& step, Stage& stage, base::Offset from);

/// The node that a step names, or else the leader of its partition (or who led it last).
NodeId node_of(const Json& step, Stage& stage);

}  // namespace brokerscope::cli::conform
