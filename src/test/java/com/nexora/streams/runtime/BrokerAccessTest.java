package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.topology.ShippedTopology;
import com.nexora.streams.topology.TopologyGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** What the product needs on guarded brokers, and that the document says it. */
final class BrokerAccessTest {

  private static final Path DOCUMENT = Path.of("docs/broker-access.md");
  private static final String BEGIN = "<!-- rights of an instance -->\n";
  private static final String END = "<!-- /rights of an instance -->";

  private final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.PRODUCTION);
  private final TopologyGraph graph = ShippedTopology.graph();
  private final List<BrokerAccess.Grant> grants =
      BrokerAccess.ofInstance(catalogue, graph, "nexora-streams");

  @Test
  void shouldNameEveryTopicOfTheCatalogueOnceAndNoOther() {
    // When
    final List<String> named =
        grants.stream()
            .filter(grant -> grant.type() == ResourceType.TOPIC)
            .filter(grant -> grant.pattern() == PatternType.LITERAL)
            .flatMap(grant -> grant.names().stream())
            .toList();

    // Then
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            catalogue.topics().stream().map(TopicSpec::name).toList());
  }

  @Test
  void shouldLetTheGraphReadItsSourcesAndWriteItsSinks() {
    // Given
    final Set<String> read = new TreeSet<>();
    final Set<String> written = new TreeSet<>();
    graph.parts().forEach(part -> read.addAll(part.reads()));
    graph.parts().forEach(part -> written.addAll(part.writes()));
    graph.globals().forEach(global -> read.add(global.topic()));

    // When
    final Set<String> mayRead = topics(AclOperation.READ);
    final Set<String> mayWrite = topics(AclOperation.WRITE);

    // Then: hops are topics of the application's own
    read.removeIf(topic -> catalogue.find(topic).isEmpty());
    written.removeIf(topic -> catalogue.find(topic).isEmpty());
    assertThat(read).hasSizeGreaterThan(20);
    assertThat(mayRead).containsAll(read);
    assertThat(mayWrite).containsAll(written);
  }

  @Test
  void shouldNotAskForMoreThanTheProductDoes() {
    // When
    final Set<String> mayWrite = topics(AclOperation.WRITE);
    final Set<String> mayRead = topics(AclOperation.READ);
    final Set<String> mayAlter = topics(AclOperation.ALTER_CONFIGS);

    // Then
    assertThat(mayWrite).doesNotContain(Topics.COMPLIANCE_RULES, "entity.config");
    assertThat(mayRead).doesNotContain(Topics.ANALYTICS_LATE, "entity.config");
    assertThat(mayAlter)
        .allMatch(
            topic ->
                topic.startsWith(Topics.AUDIT_RECORDS) || topic.equals(Topics.AUDIT_CHECKPOINTS));
    assertThat(grants)
        .noneMatch(
            grant ->
                grant.type() == ResourceType.CLUSTER
                    || grant.names().contains("*")
                    || grant.operations().contains(AclOperation.ALL));
  }

  @Test
  void shouldGiveAClassOfTheTrailWhatTheDefaultHas() {
    // When
    final Set<String> mayWrite = topics(AclOperation.WRITE);
    final Set<String> mayRead = topics(AclOperation.READ);

    // Then
    assertThat(mayRead).contains("audit.inbox.short", "audit.records.short", "audit.inbox.dlq");
    assertThat(mayWrite).contains("audit.inbox.short", "audit.records.short", "audit.inbox.dlq");
  }

  @Test
  void shouldSayEachRightAsACommandOfKafka() {
    // When
    final List<String> commands = BrokerAccess.commands(grants, "User:nexora");

    // Then
    assertThat(commands)
        .hasSameSizeAs(grants)
        .contains(
            "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --add --allow-principal 'User:nexora'"
                + " --operation Write --resource-pattern-type prefixed"
                + " --transactional-id nexora-tenant-config-")
        .anyMatch(
            command ->
                command.contains("--operation DescribeConfigs")
                    && command.contains(" --topic nhi.events"));
  }

  @Test
  void shouldStandInTheDocument() throws IOException {
    // Given
    final String document = Files.readString(DOCUMENT);
    final int from = document.indexOf(BEGIN) + BEGIN.length();
    final int to = document.indexOf(END);

    // When
    final String current =
        document.substring(0, from) + BrokerAccess.markdown(grants) + document.substring(to);

    // Then
    if (Boolean.getBoolean("nexora.docs.write")) {
      Files.writeString(DOCUMENT, current);
      return;
    }
    assertThat(document)
        .as(DOCUMENT + ": write it anew with -Dnexora.docs.write=true")
        .isEqualTo(current);
  }

  private Set<String> topics(final AclOperation operation) {
    final Set<String> topics = new TreeSet<>();
    for (final BrokerAccess.Grant grant : grants) {
      for (final AclBinding binding : grant.bindings("User:any")) {
        if (binding.pattern().resourceType() == ResourceType.TOPIC
            && binding.entry().operation() == operation
            && binding.pattern().patternType() == PatternType.LITERAL) {
          topics.add(binding.pattern().name());
        }
      }
    }
    return topics;
  }
}
