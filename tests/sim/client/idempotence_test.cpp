// Sequence numbers alone, without a producer around them.
#include "sim/client/idempotence.h"

#include <limits>

#include "tests/expect.h"

namespace brokerscope::client {
namespace {

using kafka::ErrorCode;

constexpr PartitionId orders_0{base::TopicId{2}, 0};
constexpr PartitionId orders_1{base::TopicId{2}, 1};
constexpr ProducerIdentity seven{base::ProducerId{7}, 0};
constexpr ProducerIdentity seven_again{base::ProducerId{7}, 1};

// The batch of records first..first+records-1 of orders-0.
BatchKey batch(std::int64_t first, std::int32_t records = 1) {
    return {orders_0, first, records};
}

Idempotence identified() {
    Idempotence idempotence;
    idempotence.take_producer_id(seven);
    return idempotence;
}

TEST_CASE("PR-21: nothing leaves before there is a producer id") {
    Idempotence idempotence;
    EXPECT_FALSE(idempotence.may_drain(batch(1)));
    idempotence.take_producer_id(seven);
    EXPECT(idempotence.may_drain(batch(1)));
}

TEST_CASE("PR-22: sequences count the records of each partition from 0") {
    Idempotence idempotence = identified();
    EXPECT(idempotence.stamp(batch(1, 3)) == SequenceStamp{seven, 0});
    EXPECT(idempotence.stamp(batch(4, 2)) == SequenceStamp{seven, 3});
    EXPECT(idempotence.stamp(batch(6)) == SequenceStamp{seven, 5});
    EXPECT(idempotence.stamp({orders_1, 1, 4}) == SequenceStamp{seven, 0});
}

TEST_CASE("PR-22: after the greatest sequence comes 0") {
    constexpr std::int32_t greatest = std::numeric_limits<std::int32_t>::max();
    EXPECT_EQ(sequence_after(greatest - 1, 1), greatest);
    EXPECT_EQ(sequence_after(greatest, 1), 0);
    EXPECT_EQ(sequence_after(greatest - 1, 5), 3);
}

TEST_CASE("PR-23: of the batches that come back only the first may leave") {
    Idempotence idempotence = identified();
    for (const std::int64_t first : {1, 2, 3})
        idempotence.stamp(batch(first));
    EXPECT(idempotence.may_drain(batch(1)));
    EXPECT_FALSE(idempotence.may_drain(batch(2)));
    EXPECT(idempotence.stamp(batch(1)) == SequenceStamp{seven, 0});
    idempotence.on_acknowledged(batch(1), {seven, 0}, base::Offset{0});
    EXPECT(idempotence.may_drain(batch(2)));
    EXPECT(idempotence.stamp(batch(2)) == SequenceStamp{seven, 1});
}

TEST_CASE("PR-24: a sequence that is out of order behind another one is no gap") {
    Idempotence idempotence = identified();
    idempotence.stamp(batch(1));
    idempotence.stamp(batch(2));
    EXPECT(idempotence.can_retry(batch(2), ErrorCode::out_of_order_sequence_number, {}));
    EXPECT_FALSE(idempotence.begin_round());
    EXPECT(idempotence.producer() == seven);
}

TEST_CASE("PR-24: when the next sequence is out of order there is a gap, and a new epoch") {
    Idempotence idempotence = identified();
    idempotence.stamp(batch(1));
    idempotence.on_acknowledged(batch(1), {seven, 0}, base::Offset{0});
    idempotence.stamp(batch(2, 2));
    idempotence.stamp(batch(4));
    EXPECT(idempotence.can_retry(batch(2, 2), ErrorCode::out_of_order_sequence_number, {}));
    EXPECT(idempotence.begin_round());
    EXPECT(idempotence.producer() == seven_again);
    EXPECT(idempotence.stamp(batch(2, 2)) == SequenceStamp{seven_again, 0});
    EXPECT(idempotence.stamp_of(batch(4), {}) == SequenceStamp{seven_again, 2});

    // The answer to what was under way in the old epoch does not raise it once more.
    EXPECT(idempotence.can_retry(batch(4), ErrorCode::out_of_order_sequence_number, {}));
    EXPECT_FALSE(idempotence.begin_round());
}

TEST_CASE("PR-25: other partitions go over to the new epoch when nothing of theirs is in flight") {
    Idempotence idempotence = identified();
    idempotence.stamp(batch(1));
    idempotence.stamp({orders_1, 1, 1});
    idempotence.on_failed(batch(1), ErrorCode::invalid_record, true);
    EXPECT(idempotence.begin_round());
    EXPECT(idempotence.stamp(batch(2)) == SequenceStamp{seven_again, 0});
    EXPECT_FALSE(idempotence.may_drain({orders_1, 2, 1}));
    EXPECT(idempotence.stamp({orders_1, 1, 1}) == SequenceStamp{seven, 0});
    idempotence.on_acknowledged({orders_1, 1, 1}, {seven, 0}, base::Offset{0});
    EXPECT(idempotence.stamp({orders_1, 2, 1}) == SequenceStamp{seven_again, 0});
}

TEST_CASE("PR-25: a batch that failed when its attempts were used up says nothing of a gap") {
    Idempotence idempotence = identified();
    idempotence.stamp(batch(1));
    idempotence.on_failed(batch(1), ErrorCode::not_enough_replicas, false);
    EXPECT_FALSE(idempotence.begin_round());
    EXPECT(idempotence.stamp(batch(2)) == SequenceStamp{seven, 1});
}

TEST_CASE("PR-25: a batch that expired after it was sent again leaves a gap") {
    Idempotence idempotence = identified();
    idempotence.stamp(batch(1));
    idempotence.stamp(batch(2));
    idempotence.on_expired(batch(1), true);
    EXPECT_FALSE(idempotence.begin_round());
    EXPECT_FALSE(idempotence.may_drain(batch(3)));

    SUBCASE("that later successes close") {
        idempotence.on_acknowledged(batch(2), {seven, 1}, base::Offset{1});
        EXPECT_FALSE(idempotence.begin_round());
        EXPECT(idempotence.stamp(batch(3)) == SequenceStamp{seven, 2});
    }
    SUBCASE("that nothing closes") {
        idempotence.on_expired(batch(2), true);
        EXPECT(idempotence.begin_round());
        EXPECT(idempotence.stamp(batch(3)) == SequenceStamp{seven_again, 0});
    }
    SUBCASE("that the batch after it finds") {
        EXPECT(idempotence.can_retry(batch(2), ErrorCode::out_of_order_sequence_number, {}));
        EXPECT(idempotence.begin_round());
        EXPECT(idempotence.stamp(batch(2)) == SequenceStamp{seven_again, 0});
        EXPECT(idempotence.stamp(batch(3)) == SequenceStamp{seven_again, 1});
    }
    SUBCASE("unless its answer comes late") {
        idempotence.on_expired(batch(2), true);
        idempotence.on_acknowledged(batch(2), {seven, 1}, base::Offset{1});
        EXPECT_FALSE(idempotence.begin_round());
        EXPECT(idempotence.stamp(batch(3)) == SequenceStamp{seven, 2});
    }
}

TEST_CASE("PR-26: a batch that expired before it was ever sent used no sequence") {
    Idempotence idempotence = identified();
    idempotence.on_expired(batch(1), false);
    EXPECT_FALSE(idempotence.begin_round());
    EXPECT(idempotence.stamp(batch(2)) == SequenceStamp{seven, 0});
}

TEST_CASE("PR-15: the pieces of a batch share its sequences") {
    Idempotence idempotence = identified();
    idempotence.stamp(batch(1, 12));
    idempotence.stamp(batch(13));
    idempotence.on_split(batch(1, 12), {batch(1, 5), batch(6, 5), batch(11, 2)});
    EXPECT(idempotence.stamp(batch(1, 5)) == SequenceStamp{seven, 0});
    EXPECT_FALSE(idempotence.may_drain(batch(13)));
    idempotence.on_acknowledged(batch(1, 5), {seven, 0}, base::Offset{0});
    EXPECT(idempotence.stamp(batch(6, 5)) == SequenceStamp{seven, 5});
    idempotence.on_acknowledged(batch(6, 5), {seven, 5}, base::Offset{5});
    EXPECT(idempotence.stamp(batch(11, 2)) == SequenceStamp{seven, 10});
    idempotence.on_acknowledged(batch(11, 2), {seven, 10}, base::Offset{10});
    EXPECT(idempotence.stamp(batch(13)) == SequenceStamp{seven, 12});
}

TEST_CASE("PR-24: a leader that forgot the producer gets a new epoch once") {
    Idempotence idempotence = identified();
    idempotence.stamp(batch(1));
    idempotence.stamp(batch(2));
    const ErrorCode unknown = ErrorCode::unknown_producer_id;
    EXPECT(idempotence.can_retry(batch(1), unknown, base::no_offset));
    EXPECT_FALSE(idempotence.begin_round());
    EXPECT(idempotence.can_retry(batch(1), unknown, base::Offset{5}));
    EXPECT(idempotence.begin_round());
    EXPECT(idempotence.can_retry(batch(2), unknown, base::Offset{5}));
    EXPECT_FALSE(idempotence.begin_round());
    EXPECT(idempotence.stamp(batch(1)) == SequenceStamp{seven_again, 0});
}

TEST_CASE("PR-25: after the last epoch comes another producer id") {
    constexpr std::int16_t last_epoch = std::numeric_limits<std::int16_t>::max();
    Idempotence idempotence;
    idempotence.take_producer_id({base::ProducerId{7}, last_epoch});
    idempotence.stamp(batch(1));
    idempotence.stamp(batch(2));
    idempotence.on_failed(batch(1), ErrorCode::invalid_record, true);
    EXPECT_FALSE(idempotence.begin_round());
    EXPECT_FALSE(idempotence.has_producer_id());
    EXPECT_FALSE(idempotence.may_drain(batch(2)));
    const ProducerIdentity eight{base::ProducerId{8}, 0};
    idempotence.take_producer_id(eight);
    EXPECT(idempotence.stamp(batch(2)) == SequenceStamp{eight, 0});
}

}  // namespace
}  // namespace brokerscope::client
