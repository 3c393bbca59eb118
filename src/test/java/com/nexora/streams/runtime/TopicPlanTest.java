package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.catalogue.SuspendedExpiry;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.runtime.ClusterTopics.ClusterTopic;
import com.nexora.streams.runtime.TopicPlan.Allowed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TopicPlanTest {

  private static final Allowed EVERYTHING = new Allowed(true, true);

  private final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.DEV);
  private final Map<String, ClusterTopic> cluster = new HashMap<>();

  @Test
  void shouldCreateEverythingOnAnEmptyCluster() {
    // When
    final TopicPlan plan = plan(Allowed.NOTHING);

    // Then
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.changes())
        .hasSameSizeAs(catalogue.topics())
        .allMatch(TopicChange.Create.class::isInstance);
  }

  @Test
  void shouldFindNothingToDoOnAClusterThatIsAsItShouldBe() {
    // Given
    everythingAsWanted();

    // When
    final TopicPlan plan = plan(Allowed.NOTHING);

    // Then
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.notes()).isEmpty();
  }

  @Test
  void shouldLeaveATopicAloneThatALegalHoldKeepsFromExpiring() {
    // Given
    everythingAsWanted();
    change("audit.records.short", is -> with(is, "retention.ms", SuspendedExpiry.FOR_EVER, true));

    // When
    final TopicPlan plan = plan(EVERYTHING);

    // Then
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.notes()).singleElement().asString().contains("a legal hold stands");
  }

  @Test
  void shouldRefuseMoreCopiesThanThereAreBrokers() {
    // Given
    final TopicCatalogue production = TopicCatalogue.load(TopicCatalogue.PRODUCTION);

    // When
    final TopicPlan plan =
        TopicPlan.between(production, new ClusterTopics(1, cluster), Allowed.NOTHING);

    // Then
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.refusals().get(0).sentence())
        .isEqualTo(
            "topic nhi.events needs 3 copies, the cluster has 1 brokers: add brokers, or use a profile with fewer copies, as in --profile dev");
  }

  @Test
  void shouldNeverGrowATopicWhoseKeysCarryState() {
    // Given
    everythingAsWanted();
    change("nhi.events", is -> sized(is, 2, true));

    // When
    final TopicPlan plan = plan(EVERYTHING);

    // Then
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.refusals())
        .singleElement()
        .satisfies(
            refusal ->
                assertThat(refusal.sentence())
                    .startsWith("topic nhi.events has 2 partitions, the catalogue says 4: state")
                    .contains("Set partitions of group entity to 2 in the catalogue"));
  }

  @Test
  void shouldNeverGrowACompactedTopicThatHoldsRecords() {
    // Given
    everythingAsWanted();
    change("threat.findings", is -> sized(is, 1, true));

    // When
    final TopicPlan plan = plan(EVERYTHING);

    // Then
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.refusals())
        .extracting(TopicPlan.Refusal::topic)
        .containsExactly("threat.findings");
  }

  @Test
  void shouldGrowAnEmptyTopicWhoseKeysCarryStateWhenAllowed() {
    // Given
    everythingAsWanted();
    change("nhi.events", is -> sized(is, 2, false));

    // When
    final TopicPlan plan = plan(new Allowed(true, false));

    // Then
    assertThat(plan.changes()).containsExactly(new TopicChange.Grow("nhi.events", 2, 4));
  }

  @Test
  void shouldGrowATopicWithoutStateOnlyWhenAllowed() {
    // Given
    everythingAsWanted();
    change("grc.events", is -> sized(is, 1, true));

    // When
    final TopicPlan without = plan(Allowed.NOTHING);
    final TopicPlan with = plan(new Allowed(true, false));

    // Then
    assertThat(without.changes()).isEmpty();
    assertThat(without.refusals().get(0).sentence()).contains("Allow it with --allow-grow");
    assertThat(with.refusals()).isEmpty();
    assertThat(with.changes()).containsExactly(new TopicChange.Grow("grc.events", 1, 4));
  }

  @Test
  void shouldNeverShrinkATopic() {
    // Given
    everythingAsWanted();
    change("grc.events", is -> sized(is, 12, false));

    // When
    final TopicPlan plan = plan(EVERYTHING);

    // Then
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.refusals().get(0).sentence())
        .startsWith(
            "topic grc.events has 12 partitions, the catalogue says 4: Kafka cannot shrink");
  }

  @Test
  void shouldLengthenARetentionAndSetTheArrivalTime() {
    // Given
    everythingAsWanted();
    change("nhi.events", is -> with(is, "retention.ms", "1000", true));
    change("threat.events", is -> with(is, "message.timestamp.type", "CreateTime", true));

    // When
    final TopicPlan plan = plan(Allowed.NOTHING);

    // Then
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.changes())
        .containsExactly(
            new TopicChange.Configure("nhi.events", "retention.ms", "1000", "604800000"),
            new TopicChange.Configure(
                "threat.events", "message.timestamp.type", "CreateTime", "LogAppendTime"));
  }

  @Test
  void shouldShortenARetentionOnlyWhenAllowedOrEmpty() {
    // Given
    everythingAsWanted();
    change("nhi.events", is -> with(is, "retention.ms", "-1", true));
    change("task.events", is -> with(is, "retention.ms", "-1", false));

    // When
    final TopicPlan without = plan(Allowed.NOTHING);
    final TopicPlan with = plan(new Allowed(false, true));

    // Then
    assertThat(without.refusals())
        .singleElement()
        .satisfies(
            refusal ->
                assertThat(refusal.sentence())
                    .isEqualTo(
                        "topic nhi.events has retention.ms=-1, the catalogue says 604800000: Kafka could delete records at its next check. Allow it with --allow-loss, or put -1 into the catalogue"));
    assertThat(with.refusals()).isEmpty();
    assertThat(with.changes())
        .extracting(TopicChange::topic)
        .containsExactly("nhi.events", "task.events");
  }

  @Test
  void shouldRefuseToBeginCompactingATopicThatHoldsRecords() {
    // Given
    everythingAsWanted();
    change("tenant.config", is -> with(is, "cleanup.policy", "delete", true));

    // When
    final TopicPlan plan = plan(Allowed.NOTHING);

    // Then
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.refusals()).hasSize(1);
  }

  @Test
  void shouldNoteAnotherNumberOfCopiesAndLeaveItAlone() {
    // Given
    everythingAsWanted();
    change(
        "nhi.events",
        is -> new ClusterTopic(is.name(), is.partitions(), 3, is.configs(), is.written()));

    // When
    final TopicPlan plan = plan(EVERYTHING);

    // Then
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.notes())
        .singleElement()
        .asString()
        .startsWith("topic nhi.events has 3 copies, the catalogue says 1: left alone");
  }

  @Test
  void shouldFindNoProblemOnAClusterThatIsAsItShouldBe() {
    // Given
    everythingAsWanted();

    // When
    final List<String> problems = problems();

    // Then
    assertThat(problems).isEmpty();
  }

  @Test
  void shouldNameTheTopicThatIsMissing() {
    // Given
    everythingAsWanted();
    cluster.remove("audit.inbox");

    // When
    final List<String> problems = problems();

    // Then
    assertThat(problems)
        .containsExactly(
            "topic audit.inbox is missing. Run \"nexora topics apply\" to make the difference.");
  }

  @Test
  void shouldNameAllMissingTopicsInOneSentence() {
    // Given
    everythingAsWanted();
    cluster.remove("audit.inbox");
    cluster.remove("nhi.events.dlq");

    // When
    final List<String> problems = problems();

    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("2 topics are missing: audit.inbox, nhi.events.dlq.");
  }

  @Test
  void shouldTellWhichTopicsCannotShareTheStateOfAnEntity() {
    // Given
    everythingAsWanted();
    change("threat.events", is -> sized(is, 2, true));

    // When
    final List<String> problems = problems();

    // Then
    assertThat(problems)
        .containsExactly(
            "topic threat.events has 2 partitions, nhi.events has 4: both feed the state of an entity and must be equal. Run \"nexora topics plan\" to see the difference; Kafka cannot shrink a topic.");
  }

  @Test
  void shouldTellWhenSomePartitionsWouldGetNoTicks() {
    // Given
    everythingAsWanted();
    change("clock.ticks", is -> sized(is, 1, false));

    // When
    final List<String> problems = problems();

    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("topic clock.ticks has 1 partitions, nhi.events has 4");
  }

  @Test
  void shouldTellWhenAWholeGroupHasAnotherSizeThanTheCatalogue() {
    // Given
    everythingAsWanted();
    catalogue.group("audit").forEach(topic -> change(topic.name(), is -> sized(is, 6, true)));

    // When
    final List<String> problems = problems();

    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("topics of group audit have 6 partitions, the catalogue says 4");
  }

  @Test
  void shouldTellWhenATimestampIsNotTheArrival() {
    // Given
    everythingAsWanted();
    change("nhi.events", is -> with(is, "message.timestamp.type", "CreateTime", true));

    // When
    final List<String> problems = problems();

    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("topic nhi.events has message.timestamp.type=CreateTime");
  }

  @Test
  void shouldTellWhenSettingsWouldExpire() {
    // Given
    everythingAsWanted();
    change("tenant.config", is -> with(is, "cleanup.policy", "delete", true));

    // When
    final List<String> problems = problems();

    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("topic tenant.config has cleanup.policy=delete, it must be compact");
  }

  private TopicPlan plan(final Allowed allowed) {
    return TopicPlan.between(catalogue, new ClusterTopics(1, cluster), allowed);
  }

  private List<String> problems() {
    return TopicCheck.problems(catalogue, new ClusterTopics(1, cluster));
  }

  private void everythingAsWanted() {
    for (final TopicSpec spec : catalogue.topics()) {
      cluster.put(
          spec.name(),
          new ClusterTopic(
              spec.name(), spec.partitions(), spec.replication(), spec.configs(), false));
    }
  }

  private void change(final String topic, final UnaryOperator<ClusterTopic> change) {
    cluster.computeIfPresent(topic, (name, is) -> change.apply(is));
  }

  private static ClusterTopic sized(
      final ClusterTopic is, final int partitions, final boolean written) {
    return new ClusterTopic(is.name(), partitions, is.replication(), is.configs(), written);
  }

  private static ClusterTopic with(
      final ClusterTopic is, final String key, final String value, final boolean written) {
    final Map<String, String> configs = new HashMap<>(is.configs());
    configs.put(key, value);
    return new ClusterTopic(is.name(), is.partitions(), is.replication(), configs, written);
  }
}
