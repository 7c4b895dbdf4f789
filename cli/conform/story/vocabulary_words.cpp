// The words of the vocabulary of recorded stories, as data: see vocabulary.h for the notation.
#include "cli/conform/story/vocabulary.h"

namespace brokerscope::cli::conform {

// NAME > request < response
const char* const api_words = R"(
ADD_OFFSETS_TO_TXN > transactionalId producerId producerEpoch groupId < errorCode? ;
ADD_PARTITIONS_TO_TXN > transactionalId producerId producerEpoch partitions[topic partition] <
    partitions?[topic partition errorCode?] ;
ALTER_CLIENT_QUOTAS > entries[entity[entityType entityName] ops[key value remove]] validateOnly
    < entries?[errorCode? errorMessage? entity?[entityType? entityName?]] ;
ALTER_PARTITION > brokerId brokerEpoch partitions[topic partition leaderEpoch? partitionEpoch?
    newIsr leaderRecoveryState? newIsrBrokerEpochs?[brokerId brokerEpoch]] < partitions?[topic
    partition errorCode? leaderId? leaderEpoch? isr? leaderRecoveryState? partitionEpoch?]
    errorCode? ;
ALTER_PARTITION_REASSIGNMENTS > timeoutMs? partitions[topic partition replicas] < errorCode?
    errorMessage? partitions?[topic partition errorCode? errorMessage?] ;
ALTER_REPLICA_LOG_DIRS > dirs[path partitions[topic partition]] < partitions?[topic partition
    errorCode?] ;
ALTER_SHARE_GROUP_OFFSETS > groupId partitions[topic partition startOffset] < errorCode?
    partitions?[topic partition errorCode?] errorMessage? ;
BROKER_HEARTBEAT > brokerId brokerEpoch? currentMetadataOffset? wantFence? wantShutDown? <
    errorCode? isCaughtUp? isFenced? shouldShutDown? ;
BROKER_REGISTRATION > brokerId clusterId incarnationId fault? < errorCode? ;
CONSUMER_GROUP_DESCRIBE > groupIds < groups?[groupId errorCode? errorMessage? groupState?
    groupEpoch? assignmentEpoch? assignorName? members?[memberId? memberEpoch?
    subscribedTopicNames? assignment?[topic partitions?] targetAssignment?[topic partitions?]
    rackId? instanceId? subscribedTopicRegex? memberType?]] ;
CONSUMER_GROUP_HEARTBEAT > groupId memberId memberEpoch rebalanceTimeoutMs?
    subscribedTopicNames? topicPartitions?[topic partitions] rackId? instanceId? serverAssignor?
    subscribedTopicRegex? < errorCode? memberId? memberEpoch? heartbeatIntervalMs?
    assignment?[topic partitions?] errorMessage? ;
CONTROLLED_SHUTDOWN > brokerId brokerEpoch < errorCode? remainingPartitions? ;
CREATE_PARTITIONS > topics[name count assignments[brokerIds]] timeoutMs? validateOnly <
    results?[name errorCode? errorMessage?] errorMessage? errorCode? ;
CREATE_TOPICS > topics[name numPartitions replicationFactor assignments[partitionIndex
    brokerIds] configs[name value]] timeoutMs validateOnly < topics?[name errorCode?
    errorMessage? numPartitions? replicationFactor? configs?[name value? readOnly? configSource?
    isSensitive?] topicId?] errorCode? ;
DELETE_GROUPS > groupsNames < results?[groupId errorCode?] ;
DELETE_RECORDS > timeoutMs? partitions[topic partition offset] < partitions?[topic partition
    lowWatermark? errorCode?] ;
DELETE_SHARE_GROUP_OFFSETS > groupId topics[name] < errorCode? topics?[name errorCode?]
    errorMessage? ;
DELETE_TOPICS > topics[name topicId?] timeoutMs? < responses?[name errorCode? errorMessage?
    topicId?] errorMessage? errorCode? ;
DESCRIBE_CLIENT_QUOTAS > components[entityType matchType match] strict < errorCode?
    errorMessage? entries?[entity?[entityType? entityName?] values?[key value?]] ;
DESCRIBE_CLUSTER > includeClusterAuthorizedOperations endpointType includeFencedBrokers? <
    brokers?[brokerId? isFenced? host? port? rack?] errorCode? errorMessage? endpointType?
    clusterId? controllerId? ;
DESCRIBE_CONFIGS > resources[resourceType resourceName configurationKeys] includeSynonyms
    includeDocumentation < results?[errorCode? errorMessage? resourceType? resourceName?
    configs?[name value? readOnly? configSource? isSensitive? synonyms?[name value? source?]
    configType?]] ;
DESCRIBE_GROUPS > groups includeAuthorizedOperations? < groups?[errorCode? groupId groupState?
    protocolType? protocolData? members?[memberId? clientId? memberMetadata? memberAssignment?
    groupInstanceId?] errorMessage?] ;
DESCRIBE_LOG_DIRS > partitions[topic partition] < errorCode? results?[errorCode? logDir?
    partitions?[topic partition partitionSize? offsetLag? isFutureKey?]] ;
DESCRIBE_PRODUCERS > partitions[topic partition] < partitions?[topic partition errorCode?
    errorMessage? activeProducers?[producerId? producerEpoch? lastSequence? lastTimestamp?
    coordinatorEpoch? currentTxnStartOffset?]] ;
DESCRIBE_QUORUM > partitions[topic partition] < errorCode? partitions?[topic partition
    errorCode? observers?[replicaId?] currentVoters?[replicaId?] leaderId? leaderEpoch?
    highWatermark? currentVotersCount? observersCount? highWatermarkEqualsLeaderLogEndOffset?
    leaderLastFetchTimestamp? leaderLastCaughtUpTimestamp?] ;
DESCRIBE_SHARE_GROUP_OFFSETS > groupId partitions[topic partition] < errorCode?
    partitions?[topic partition startOffset? leaderEpoch? lag?] ;
DESCRIBE_TOPIC_PARTITIONS > topics[name] responsePartitionLimit cursor{topicName partitionIndex}
    < topics?[errorCode? name topicId? isInternal?] nextCursor?{topicName? partitionIndex?}
    partitions?[topic partition errorCode? leaderId? leaderEpoch? replicaNodes? isrNodes?
    eligibleLeaderReplicas? lastKnownElr? offlineReplicas?] nextCursorIsNull? ;
DESCRIBE_TRANSACTIONS > transactionalIds < transactionStates?[errorCode? transactionalId?
    transactionState? transactionTimeoutMs? transactionStartTimeMs? producerId? producerEpoch?
    partitions?[topic partition]] ;
ELECT_LEADERS > electionType timeoutMs? partitions[topic partition] topicsWithoutPartitions? <
    errorCode? partitions?[topic partition errorCode? errorMessage?] topicsWithoutPartitions? ;
END_TXN > transactionalId producerId producerEpoch committed < errorCode? producerId?
    producerEpoch? ;
FETCH > minBytes? isolationLevel? partitions[topic partition fetchOffset currentLeaderEpoch?
    lastFetchedEpoch? partitionMaxBytes?] replicaId? replicaEpoch? maxWaitMs? rackId? maxBytes?
    sessionId? sessionEpoch? forgottenTopicsData?[topic partition] < partitions?[topic partition
    errorCode? highWatermark? lastStableOffset? logStartOffset? abortedTransactions?[producerId?
    firstOffset?] batches?[baseOffset? lastOffset? partitionLeaderEpoch? records?[offset? value?
    timestamp? key? headers?[key value?]] sizeInBytes? compression? timestampType?
    recordTimestampsAllEqualMaxTimestamp? crcValid?] currentLeader?{leaderId? leaderEpoch?}
    divergingEpoch?{epoch? endOffset?} preferredReadReplica? recordsSizeInBytes?
    firstBatch?{baseOffset? lastOffset?} records?[offset? value?] batchEpochs?]
    nodeEndpoints?[nodeId?] sessionId? errorCode? ;
FIND_COORDINATOR > keyType coordinatorKeys < coordinators?[key nodeId? host? port? errorCode?
    errorMessage?] ;
HEARTBEAT > groupId generationId memberId groupInstanceId? < errorCode? ;
INCREMENTAL_ALTER_CONFIGS > resources[resourceType resourceName configs[name configOperation
    value]] validateOnly < responses?[errorCode? errorMessage? resourceType? resourceName?] ;
INIT_PRODUCER_ID > producerId producerEpoch transactionalId transactionTimeoutMs? < errorCode?
    producerId? producerEpoch? ;
JOIN_GROUP > groupId sessionTimeoutMs rebalanceTimeoutMs memberId protocolType protocols[name
    metadata] groupInstanceId? < errorCode? generationId? protocolType? protocolName? leader?
    skipAssignment? memberId? members?[memberId? metadata? groupInstanceId?] ;
LEADER_AND_ISR > controllerId controllerEpoch brokerEpoch partitions[topic partition leader
    leaderEpoch isr partitionEpoch replicas] < errorCode? partitions?[topic partition
    errorCode?] ;
LEAVE_GROUP > groupId members[memberId groupInstanceId? reason?] < errorCode? members?[memberId?
    groupInstanceId? errorCode?] ;
LIST_GROUPS > statesFilter typesFilter < errorCode? groups?[groupId protocolType? groupState?
    groupType?] ;
LIST_OFFSETS > replicaId? isolationLevel partitions[topic partition currentLeaderEpoch?
    timestamp] < partitions?[topic partition errorCode? timestamp? offset? leaderEpoch?] ;
LIST_PARTITION_REASSIGNMENTS > timeoutMs? partitions[topic partition] < errorCode? errorMessage?
    partitions?[topic partition replicas? addingReplicas? removingReplicas?] ;
LIST_TRANSACTIONS > stateFilters? producerIdFilters? < transactionStates?[transactionalId?
    transactionState?] unknownStateFilters? ;
METADATA > topics[topicId? name] allowAutoTopicCreation includeTopicAuthorizedOperations? <
    topics?[errorCode? name topicId? isInternal?] partitions?[topic partition errorCode?
    leaderId? leaderEpoch? replicaNodes? isrNodes? offlineReplicas?] brokers?[nodeId? host?
    port? rack?] clusterId? throttleTimeMs? controllerId? ;
OFFSET_COMMIT > groupId generationIdOrMemberEpoch? memberId? groupInstanceId? partitions[topic
    partition committedOffset committedLeaderEpoch? committedMetadata?] retentionTimeMs? <
    partitions?[topic partition errorCode?] ;
OFFSET_DELETE > groupId partitions[topic partition] < errorCode? partitions?[topic partition
    errorCode?] ;
OFFSET_FETCH > requireStable groupId partitions[topic partition] memberId? memberEpoch? <
    errorCode? partitions?[topic partition committedOffset? committedLeaderEpoch? metadata?
    errorCode?] ;
OFFSET_FOR_LEADER_EPOCH > partitions[topic partition leaderEpoch currentLeaderEpoch?] <
    partitions?[topic partition errorCode? leaderEpoch? endOffset?] ;
PRODUCE > transactionalId? acks timeoutMs? partitions[topic partition batches[records?[key?
    value? timestamp? headers?[key value] valueSize? offsetDelta?] producerId? producerEpoch?
    baseSequence? isTransactional? recordCount? timestamp? compression? baseOffset? badCrc?
    lastOffsetDelta? isControl? partitionLeaderEpoch? timestampType?]] < partitions?[topic
    partition errorCode? errorMessage? baseOffset? logStartOffset? currentLeader?{leaderId?
    leaderEpoch?} logAppendTimeMs? recordErrors?[batchIndex? batchIndexErrorMessage?]]
    nodeEndpoints?[nodeId?] ;
SHARE_ACKNOWLEDGE > groupId memberId shareSessionEpoch partitions[topic partition
    acknowledgementBatches[firstOffset lastOffset acknowledgeTypes]] isRenewAck? < errorCode?
    partitions?[topic partition errorCode? errorMessage?] acquisitionLockTimeoutMs?
    errorMessage? ;
SHARE_FETCH > groupId memberId shareSessionEpoch maxRecords batchSize partitions[topic partition
    acknowledgementBatches?[firstOffset lastOffset acknowledgeTypes]] shareAcquireMode?
    isRenewAck? < errorCode? acquisitionLockTimeoutMs? partitions?[topic partition
    recordOffsets? acquiredRecords?[firstOffset? lastOffset? deliveryCount?] errorCode?]
    errorMessage? ;
SHARE_GROUP_DESCRIBE > groupIds < groups?[groupId errorCode? errorMessage? groupState?
    groupEpoch? assignmentEpoch? assignorName? members?[memberId? memberEpoch?
    subscribedTopicNames? assignment?[topic partitions?]]] ;
SHARE_GROUP_HEARTBEAT > groupId memberId memberEpoch subscribedTopicNames? rackId? < errorCode?
    memberEpoch? heartbeatIntervalMs? assignment?[topic partitions?] errorMessage? ;
STOP_REPLICA > controllerEpoch brokerEpoch partitions[topic partition leaderEpoch
    deletePartition] < errorCode? partitions?[topic partition errorCode?] ;
STREAMS_GROUP_DESCRIBE > groupIds < groups?[groupId errorCode? groupState? groupEpoch?
    assignmentEpoch? members?[memberId? memberEpoch? processId? activeTasks?[subtopologyId?
    partitions?] targetActiveTasks?[subtopologyId? partitions?]]] ;
STREAMS_GROUP_HEARTBEAT > groupId memberId memberEpoch topology?{*} rebalanceTimeoutMs?
    processId? activeTasks?[subtopologyId partitions] standbyTasks? warmupTasks? < errorCode?
    memberEpoch? heartbeatIntervalMs? acceptableRecoveryLag? taskOffsetIntervalMs?
    status?[statusCode? statusDetail?] activeTasks?[subtopologyId? partitions?] standbyTasks?
    warmupTasks? errorMessage? ;
SYNC_GROUP > groupId generationId memberId? assignments[memberId assignment[topic partitions]]
    protocolType? protocolName? groupInstanceId? < errorCode? protocolType? protocolName?
    assignment?[topic partitions?] ;
TXN_OFFSET_COMMIT > transactionalId groupId producerId producerEpoch generationId memberId
    partitions[topic partition committedOffset] < partitions?[topic partition errorCode?] ;
UNREGISTER_BROKER > brokerId < errorCode? errorMessage? ;
UPDATE_FEATURES > timeoutMs featureUpdates[feature maxVersionLevel upgradeType] validateOnly <
    errorCode? errorMessage? results?[feature? errorCode? errorMessage?] ;
UPDATE_METADATA > controllerEpoch brokerEpoch partitions[topic partition leader leaderEpoch isr
    zkVersion] < errorCode? ;
VOTE > clusterId voterId partitions[topic partition replicaEpoch replicaId lastOffsetEpoch
    lastOffset preVote?] < partitions?[topic partition errorCode? leaderEpoch? leaderId?
    voteGranted?] errorCode? ;
WRITE_TXN_MARKERS > producerId producerEpoch coordinatorEpoch transactionResult partitions[topic
    partition] < partitions?[topic partition errorCode?] ;
)";

// What `see` may look at, and what it may say of it.
const char* const see_words = R"(
brokerEpoch > brokers grew? ;
brokerLogEvents > node events? ;
checkpoints > topic partition recoveryPoint? highWatermark? cleanShutdownMarker? logStartOffset?
    ;
connection > closedByBroker? ;
controller > brokers epochZkVersion? controllerId? controllerEpoch? ;
coordinatorRecords > topic groupId since? records[afterStep? type key?{*} value{*}
    valueVersion?] ;
copies > topic partition order? copies?[value count?] readUncommitted?[from? to? count?]
    readCommitted?[from? to? count?] highWatermark? lastStableOffset? ;
delivered > clients[id partitions?[topic partition offsets?]] ;
ensemble > servers[server? mode? zxidEpoch?] ;
events > kind kinds? clients?[id events?[event partitions?[topic partitions?] generationId?
    offsets?[topic partition committedOffset? committedLeaderEpoch?] position?[topic partition
    position?] act? exception?{class? message? cause?{class? message?}} n? partitionCount?
    record? partition? offset? hasTimestamp?]] counts?{*} variants?[clients?[id events?[event
    partitionCount?]] counts?{*}] exceptionClasses? exceptions? callbacksInSendOrder?
    acknowledged? inSendOrder? ;
files > topic partition nodeDown? files[name? sizeInBytes?] leaderEpochs?[epoch? startOffset?]
    deletedDirectory? ;
findCoordinatorAnswers > groupId answers?[errorCode? nodeId?] ;
firstError > errorCode? notBeforeMs? beforeMs? ;
group > groupId groupState? protocolData? members?[memberId?] ;
leaderEpochs > node topic partition entries[epoch? startOffset?] ;
log > topic partition logStartOffset? highWatermark? lastStableOffset? batches?[baseOffset
    lastOffset? sizeInBytes? producerId? producerEpoch? baseSequence? isTransactional?
    coordinatorEpoch? isControl? controlType? partitionLeaderEpoch? records?[offset? value key?]
    position? recordCount? timestampType? maxTimestamp? compression?] ignoreValues?
    records?[value producerEpoch? baseSequence?] node? valueRanges? valueCounts? logEndOffset?
    exists? copiesAtOffsets? visibleOffsets? segments?[baseOffset sizeInBytes?
    batches?[baseOffset lastOffset? position? sizeInBytes? partitionLeaderEpoch? recordCount?
    maxTimestamp? records?[offset? key? value? controlType?] compression? producerId?
    producerEpoch? baseSequence? isTransactional? isControl? hasDeleteHorizon? crcValid?]
    index?[offset? position?] timeIndex?[timestamp? offset?] txnIndexSizeInBytes? tornBytes?]
    snapshots? leaderEpochs?[epoch? startOffset?] deletedFiles? cleanerCheckpoint? ;
metadataRecords > records[type? topic? partition? replicas? isr? removingReplicas?
    addingReplicas? leader? leaderEpoch? partitionEpoch? brokerId? fenced? leaderRecoveryState?
    eligibleLeaderReplicas? lastKnownElr? resourceType? resourceName? name? value?
    inControlledShutdown? rack? leaderId? voters? grantingVoters? version? cordonedLogDirs?]
    since? leaderChanges? onlyTypes? topic? ;
offsets > groupId partitions?[topic partition committedOffset?] ;
offsetsChange > groupId before?[topic partition committedOffset?] after?[topic partition
    committedOffset?] ;
parked > refs{*} ;
partition > topic partition leader? leaderEpoch? replicas? isr? offlineReplicas? node?
    partitionEpoch? elr? lastKnownElr? addingReplicas? removingReplicas? leaderRecoveryState?
    isrSize? elrSize? lastKnownElrSize? allInIsr? errorCode? controllerEpoch? zkVersion? ;
partitionDirectories > dirs ;
placement > topic partitionsPerDirectory? ;
producers > topic partition errorCode? activeProducers?[producerId? producerEpoch? lastSequence?
    coordinatorEpoch? currentTxnStartOffset?] ;
quorum > leaderId? leaderEpoch? leaderUnchanged? furtherEpochRise? node? epochRises? preVote?
    errorCode? leaderEpochAbove? ;
quorumState > leaderId? leaderEpoch? node ;
registeredBrokers > brokers sameBrokerEpoch? ;
registration > node fencedMeanwhile? refusedAtLeastOnce? fenceRecordBeforeRegistration? ;
registrations > startOrderIsEpochOrder? brokers[brokerId? dataVersion? ephemeral?
    czxidBeforeMzxid? czxidEqualsMzxid? sameSessionAsController?] ;
response > topic partition baseOffset? errorMessage? errorCode? ;
topic > topic exists? ;
topicConfig > topic overrides?{*} ;
topics > topics[topic partitionCount? replicationFactor?] ;
transaction > transactionalId errorCode? state? producerId? producerEpoch? transactionTimeoutMs?
    started? partitions?[topic partition] ;
transactionLog > partitionOfTransactionState? records[producerId? producerEpoch? state?
    partitions?[topic partition] transactionTimeoutMs? text?] ;
zkTransactions > transactions[by? loose? op path? ephemeral? data?{*} ops?[op path? ephemeral?
    data?{*} newVersion? expectedVersion? err?] newVersion? deletes?] order? ;
znodes > root znodes?[path ephemeral? version? data?{*}] children? cversionZero? ;
connect > of * ;
summary > of * ;
cost > of * ;
)";

// What `do` may be, besides calls, see and waitUntil.
const char* const verb_words = R"(
breakLogDir > node dir ;
brokersUp > brokers ;
burst > of * ;
client > kind id op args?{*} returns?{*} async? mode? ;
closeConnection > conn ;
createFile > node topic partition file content ;
createPartitions > topic count ;
createTopic > topic partitions? assignment? configs?{*} ;
cutLink > node peer ;
deleteFile > node file dir? topic? partition? ;
deleteTopic > topic ;
flipBit > node topic partition file position ;
healLink > node peer ;
idleConnection > to text outcome ;
keepAlive > to everyMs times stillOpen ;
kill > node? nodes? outcome? ;
killWorker > worker ;
killZookeeper > server ;
moveCoordinator > groupId node ;
note > text ;
pause > node ;
produceRecords > topic partition? count? countPerPartition? records?[timestamp] baseOffset? ;
removeMember > groupId memberId errorCode ;
renameFile > node topic partition file newName ;
repairLogDir > node dir ;
repeat > api version? to? requests everyMs? forMs? untilError? untilAllNone? untilProducerEpoch?
    answers?{*} ;
rest > worker method path body?{*} status answer?{*} ;
resume > node ;
socket > to text answer{*} sentBytes? ;
start > node? nodes? outcome? ;
startCluster > startOrder? controller controllerEpoch? mode? brokers? ;
startZookeeper > server ;
stop > node? nodes? outcome? ;
truncateFile > node topic partition file cutBytes fromBytes toBytes ;
wait > ms ;
zkCreate > path data?{*} ;
zkDelete > path ;
)";

// What `waitUntil` may wait for, and its arguments.
const char* const condition_words = R"(
cleanerChecked > topic partition ;
cleanerCheckpoint > topic partition atLeast ;
cleanerRan > topic partition ;
commitRefused > groupId memberId everyMs atMostMs errorCode ;
coordinatorMoved > groupId? transactionalId? node? ;
elapsedSinceSend > ref ms ;
heartbeatAnswer > groupId conn? memberId? everyMs? answers? response?{*} ;
isr > topic partition isr ;
logStartMoved > topic partition ;
memberFenced > groupId memberId heartbeats?[memberId everyMs] ;
memberRemoved > groupId clientId? memberId? heartbeats?[memberId? everyMs?] ;
membersAssigned > groupId groupType members ;
noDeletedFiles > topic partition ;
noPendingTransaction > transactionalId ;
onlyEmptyActiveSegment > topic partition ;
partitionDirectoryGone > topic partition ;
partitionDirectoryRenamed > topic partition ;
partitionHasLeader > topic partition ;
partitionHasNoLeader > topic partition ;
processGone > node ;
recordAppended > topic partition ;
retentionChecked > topic partition ;
shareFetchAnswer > groupId memberId response{*} ;
someDeletedFile > topic partition ;
transactionState > state transactionalId ;
)";

}  // namespace brokerscope::cli::conform
