#include "sim/journal/facts.h"

#include <array>
#include <type_traits>
#include <utility>

namespace brokerscope::journal {
namespace {

// A kind's name has to be said here: a fact without one does not compile.
template <class T>
constexpr std::string_view name_of_kind();

#define NAME_KIND(Kind)                                                \
    template <>                                                        \
    [[maybe_unused]] constexpr std::string_view name_of_kind<Kind>() { \
        return #Kind;                                                  \
    }
NAME_KIND(RunStarted)
NAME_KIND(NodeDeclared)
NAME_KIND(CommandGiven)
NAME_KIND(ProcessStarted)
NAME_KIND(ProcessEnded)
NAME_KIND(BrokerStateChanged)
NAME_KIND(ConnectionOpened)
NAME_KIND(ConnectionClosed)
NAME_KIND(MessageSent)
NAME_KIND(MessageLost)
NAME_KIND(LinkChanged)
NAME_KIND(ClockStarted)
NAME_KIND(ClockStopped)
NAME_KIND(ClockRang)
NAME_KIND(ReplicaOpened)
NAME_KIND(ReplicaRoleTaken)
NAME_KIND(LeaderAppended)
NAME_KIND(FollowerAppended)
NAME_KIND(LogTruncated)
NAME_KIND(LogFlushed)
NAME_KIND(HighWatermarkMoved)
NAME_KIND(ControllerElected)
NAME_KIND(MetadataAppended)
NAME_KIND(MetadataApplied)
NAME_KIND(BrokerRegistered)
NAME_KIND(BrokerFencing)
NAME_KIND(TopicCreated)
NAME_KIND(PartitionChanged)
NAME_KIND(CoordinatorChanged)
NAME_KIND(GroupChanged)
NAME_KIND(MemberJoined)
NAME_KIND(MemberRemoved)
NAME_KIND(GroupAssigned)
NAME_KIND(OffsetCommitted)
NAME_KIND(RecordsAccepted)
NAME_KIND(SendRefused)
NAME_KIND(BatchProgress)
NAME_KIND(ConsumerStateChanged)
NAME_KIND(OwnershipChanged)
NAME_KIND(PositionSet)
NAME_KIND(RecordsDelivered)
NAME_KIND(RawAnswer)
NAME_KIND(Said)
NAME_KIND(ChapterBegan)
NAME_KIND(Asked)
NAME_KIND(Expected)
NAME_KIND(RunEnded)
NAME_KIND(MetadataCommitted)
NAME_KIND(SegmentRolled)
NAME_KIND(SegmentsDeleted)
NAME_KIND(LogStartMoved)
NAME_KIND(LogCleaned)
NAME_KIND(LogRecovered)
NAME_KIND(FileDamaged)
NAME_KIND(LogDirectoryFailed)
NAME_KIND(ReplicaDeleted)
NAME_KIND(TopicDeleted)
NAME_KIND(TopicConfigChanged)
NAME_KIND(ProducerIdTaken)
NAME_KIND(DuplicateRecognised)
#undef NAME_KIND

template <std::size_t... I>
constexpr auto names_of_kinds(std::index_sequence<I...>) {
    return std::array<std::string_view, sizeof...(I)>{
        name_of_kind<std::variant_alternative_t<I, FactBody>>()...};
}
constexpr auto kinds = names_of_kinds(std::make_index_sequence<std::variant_size_v<FactBody>>{});

template <class T, class... Kinds>
constexpr bool is_one_of = (std::is_same_v<T, Kinds> || ...);

}  // namespace

std::string_view kind_of(const FactBody& body) {
    return kinds[body.index()];
}

std::span<const std::string_view> fact_kinds() {
    return kinds;
}

bool is_traffic(const FactBody& body) {
    return std::visit(
        [](const auto& fact) {
            return is_one_of<std::remove_cvref_t<decltype(fact)>, MessageSent, MessageLost,
                             ConnectionOpened, ConnectionClosed, ClockStarted, ClockStopped,
                             ClockRang, LogFlushed, MetadataApplied, MetadataCommitted,
                             SegmentRolled>;
        },
        body);
}

}  // namespace brokerscope::journal
