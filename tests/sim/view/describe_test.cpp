#include "sim/view/describe.h"

#include <utility>

#include "tests/expect.h"
#include "tests/sim/view/fold_support.h"

using namespace brokerscope;
using namespace brokerscope::journal;
using namespace brokerscope::view;

namespace {

base::Text sentence(const Fold& fold, NodeId node, FactBody body) {
    Fact fact;
    fact.node = node;
    fact.body = std::move(body);
    return describe(fact, fold.view);
}

template <std::size_t... I>
std::vector<FactBody> one_of_each_kind(std::index_sequence<I...>) {
    return {FactBody{std::in_place_index<I>}...};
}

MessageSent answer(NodeId to, kafka::ErrorCode error, std::int32_t records) {
    MessageSent sent = message(to, at_ms(1));
    sent.is_response = true;
    sent.error = error;
    sent.records = records;
    return sent;
}

}  // namespace

TEST_CASE("every kind of fact has a sentence in both languages") {
    const Fold fold = small_world();
    for (const FactBody& body :
         one_of_each_kind(std::make_index_sequence<std::variant_size_v<FactBody>>{})) {
        const base::Text text = sentence(fold, NodeId{1}, body);
        CAPTURE(kind_of(body));
        EXPECT_FALSE(text.en.empty());
        EXPECT_FALSE(text.pt.empty());
        EXPECT_NE(text.en.back(), '.');
        EXPECT_EQ(text.en.find('{'), std::string::npos);
        EXPECT_EQ(text.pt.find('{'), std::string::npos);
    }
}

TEST_CASE("a sentence names brokers, partitions and clients as people do") {
    const Fold fold = small_world();
    EXPECT_EQ(
        sentence(fold, NodeId{2},
                 ReplicaRoleTaken{orders_1, ReplicaRole::leader, NodeId{2}, LeaderEpoch{4}}),
        base::Text{"Broker 2 leads orders-1 in epoch 4", "O broker 2 lidera orders-1 na época 4"});
    EXPECT_EQ(
        sentence(fold, NodeId{3},
                 ReplicaRoleTaken{orders_1, ReplicaRole::follower, NodeId{2}, LeaderEpoch{4}}),
        base::Text{"Broker 3 follows broker 2 for orders-1 in epoch 4",
                   "O broker 3 segue o broker 2 em orders-1 na época 4"});
    EXPECT_EQ(sentence(fold, NodeId{4}, ControllerElected{2}).pt,
              "O controlador 4 lidera o quórum de metadados na época 2");
    EXPECT_EQ(sentence(fold, base::outside_world, ProcessEnded{shop, ProcessEnd::crashed}).en,
              "shop crashes: what was only in its memory is gone");
    EXPECT_EQ(sentence(fold, NodeId{77}, BrokerStateChanged{BrokerState::running}).en,
              "Node 77 is RUNNING now");
}

TEST_CASE("a message says what it is, what it carries and to whom it goes") {
    const Fold fold = small_world();
    MessageSent produce = message(NodeId{2}, at_ms(1));
    produce.records = 3;
    EXPECT_EQ(sentence(fold, shop, produce),
              base::Text{"shop sends PRODUCE with 3 records to broker 2",
                         "shop envia PRODUCE com 3 registros para o broker 2"});
    EXPECT_EQ(sentence(fold, NodeId{2}, answer(shop, kafka::ErrorCode::none, 0)),
              base::Text{"Broker 2 answers the PRODUCE of shop",
                         "O broker 2 responde ao PRODUCE de shop"});
    EXPECT_EQ(
        sentence(fold, NodeId{2}, answer(shop, kafka::ErrorCode::not_leader_or_follower, 0)).en,
        "Broker 2 answers the PRODUCE of shop with the error NOT_LEADER_OR_FOLLOWER");
    EXPECT_EQ(sentence(fold, NodeId{2}, answer(NodeId{3}, kafka::ErrorCode::none, 1)).pt,
              "O broker 2 responde ao PRODUCE do broker 3 com 1 registro");
}

TEST_CASE("a lost message is named while the view remembers it") {
    Fold fold = small_world();
    const FactId sent = fold.state(shop, message(NodeId{2}, at_ms(5)));
    EXPECT_EQ(sentence(fold, base::outside_world, MessageLost{sent}),
              base::Text{"The PRODUCE of shop to broker 2 is lost on its way",
                         "O PRODUCE de shop para o broker 2 se perde no caminho"});
    EXPECT_EQ(sentence(fold, base::outside_world, MessageLost{FactId{1}}).en,
              "A message is lost on its way");
}

TEST_CASE("what happens to a log says which offsets") {
    const Fold fold = small_world();
    LeaderAppended batch = appended(5, 0, {"a", "b", "c"});
    EXPECT_EQ(sentence(fold, NodeId{1}, batch).en,
              "Broker 1 appends 3 records to orders-0 at offsets 5 to 7");
    batch.batch.origin_client = shop;
    EXPECT_EQ(sentence(fold, NodeId{1}, batch).pt,
              "O broker 1 grava 3 registros de shop em orders-0, offsets 5 a 7");
    EXPECT_EQ(sentence(fold, NodeId{2}, copied({appended(5, 0, {"a"}), appended(6, 0, {"b"})})).en,
              "Broker 2 copies 2 records of orders-0 from its leader, offsets 5 to 6");
    EXPECT_EQ(sentence(fold, NodeId{1},
                       LogTruncated{
                           orders_0, Offset{5}, Offset{8}, TruncationReason::diverging_epoch, {}}),
              base::Text{"Broker 1 cuts orders-0 back to offset 5 and loses offsets 5 to 7 "
                         "(its leader's log took another way)",
                         "O broker 1 corta orders-0 até o offset 5 e perde offsets 5 a 7 "
                         "(o log do líder seguiu outro caminho)"});
    EXPECT_EQ(sentence(fold, NodeId{1}, HighWatermarkMoved{orders_0, Offset{8}}).pt,
              "No broker 1 o high watermark de orders-0 passa a 8");
}

TEST_CASE("the controller's decisions say why") {
    const Fold fold = small_world();
    PartitionChanged change = decided(NodeId{3}, 5, {NodeId{3}, NodeId{2}});
    change.reason = PartitionChangeReason::broker_fenced;
    EXPECT_EQ(sentence(fold, NodeId{4}, change).en,
              "orders-0 is to be led by broker 3 in epoch 5, ISR 3, 2: a broker was fenced");
    change.reason = PartitionChangeReason::isr_shrink;
    EXPECT_EQ(sentence(fold, NodeId{4}, change).pt,
              "O ISR de orders-0 encolhe para 3, 2: uma réplica ficou para trás");
    change.leader = base::no_node;
    EXPECT_EQ(sentence(fold, NodeId{4}, change).en,
              "orders-0 has no leader in epoch 5, ISR 3, 2: a replica fell behind");
    EXPECT_EQ(
        sentence(fold, NodeId{4},
                 MetadataAppended{Offset{0}, {"TopicRecord", "PartitionRecord", "PartitionRecord"}})
            .en,
        "Controller 4 writes to the metadata log: TopicRecord, PartitionRecord × 2");
}

TEST_CASE("groups and their members are told apart") {
    const Fold fold = small_world();
    EXPECT_EQ(sentence(fold, NodeId{1},
                       GroupAssigned{"billing",
                                     GenerationId{4},
                                     {{"anna-1", {orders_0, orders_1}}, {"bruno-1", {}}}}),
              base::Text{"In generation 4 of the group billing, anna-1 gets orders-0, orders-1; "
                         "bruno-1 gets nothing",
                         "Na geração 4 do grupo billing, anna-1 recebe orders-0, orders-1; "
                         "bruno-1 não recebe nada"});
    EXPECT_EQ(sentence(fold, anna, RecordsDelivered{"billing", orders_0, Offset{5}, Offset{5}}).en,
              "anna hands offset 5 of orders-0 to its application");
}

TEST_CASE("a clock says whose sign of life is awaited, and the config that sets it") {
    const Fold fold = small_world();
    ClockSubject subject;
    subject.node = NodeId{2};
    EXPECT_EQ(sentence(fold, NodeId{4}, ClockStarted{subject, at_ms(9000)}),
              base::Text{"Controller 4 waits for a sign of life from broker 2 until 00:09.000 "
                         "(broker.session.timeout.ms)",
                         "O controlador 4 espera um sinal de vida do broker 2 até 00:09.000 "
                         "(broker.session.timeout.ms)"});
}

TEST_CASE("a command is told by its verb and what it is about") {
    const Fold fold = small_world();
    base::Value value;
    value.content = base::Value::Object{{"node", {std::int64_t{2}}}};
    EXPECT_EQ(
        sentence(fold, base::outside_world,
                 CommandGiven{CommandSource::scenario, "crash", base::pack_value(value)}),
        base::Text{"The scenario asks for: crash broker 2", "O cenário pede: crash broker 2"});
    EXPECT_EQ(sentence(fold, base::outside_world,
                       CommandGiven{CommandSource::outsider, "crash", {"\xff"}})
                  .en,
              "Somebody at the window asks for: crash");
}

TEST_CASE("why? is the way from a fact to what somebody asked for") {
    Fold fold = small_world();
    const FactId command = fold.state(base::outside_world, CommandGiven{});
    const FactId crash =
        fold.state(base::outside_world, ProcessEnded{NodeId{2}, ProcessEnd::crashed}, command);
    fold.state(base::outside_world, Said{{"Oh!", "Oh!"}});
    const FactId fenced =
        fold.state(NodeId{4}, BrokerFencing{NodeId{2}, FencingState::fenced}, crash);
    const auto steps = describe_cause_chain(fold.journal, fenced, fold.view);
    REQUIRE_EQ(steps.size(), 3);
    EXPECT_EQ(steps[0].fact, fenced);
    EXPECT_EQ(steps[0].node, NodeId{4});
    EXPECT_EQ(steps[1].sentence.en, "Broker 2 crashes: what was only in its memory is gone");
    EXPECT_EQ(steps[2].fact, command);
}

TEST_CASE("a long chain of causes keeps its newest steps and its root") {
    Fold fold;
    FactId cause = base::no_fact;
    for (int i = 0; i < 100; ++i)
        cause = fold.state(base::outside_world, Said{{std::to_string(i), ""}}, cause);
    const auto steps = describe_cause_chain(fold.journal, cause, fold.view, 5);
    REQUIRE_EQ(steps.size(), 5);
    EXPECT_EQ(steps[3].fact, FactId{97});
    EXPECT_EQ(steps[4].fact, FactId{1});
}
