package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.destinations.DestinationsReader;
import com.nexora.streams.topology.TopologyGraph;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What an instance must be allowed to do on brokers that deny by default.
 *
 * <p>What the graph reads and writes is taken from the graph, and every topic from the catalogue,
 * so that a new one cannot be forgotten here; what the product does beside the graph stands below.
 * Integration tests run the product with these rights and no others.
 */
public final class BrokerAccess {

  /**
   * Topics that an instance reads beside the graph: settings, marks, the trail, keys of requests.
   */
  private static final Set<String> READ =
      Set.of(
          Topics.TENANT_CONFIG,
          Topics.COMPLIANCE_RULES,
          Topics.PRIVACY_HOLDS,
          Topics.PRIVACY_ERASURES,
          Topics.PRIVACY_ANSWERS,
          Topics.AUDIT_RECORDS,
          Topics.AUDIT_HEADS,
          Topics.AUDIT_CHECKPOINTS,
          Topics.INGEST_KEYS,
          Topics.DLQ_MARKS);

  /** Topics that an instance writes beside the graph. */
  private static final Set<String> WRITTEN =
      Set.of(
          Topics.CLOCK_TICKS,
          Topics.AUDIT_ACTS,
          Topics.AUDIT_CHECKPOINTS,
          Topics.TENANT_CONFIG,
          Topics.PRIVACY_HOLDS,
          Topics.PRIVACY_ERASURES,
          Topics.PRIVACY_ERASURES_ENTITIES,
          Topics.INGEST_KEYS,
          Topics.GRC_EVENTS,
          Topics.DESTINATIONS_DLQ,
          Topics.DLQ_MARKS);

  /** Topics whose expiry a legal hold suspends. */
  private static final Set<String> HELD = Set.of(Topics.AUDIT_RECORDS, Topics.AUDIT_CHECKPOINTS);

  /**
   * Topics of the trail, of which each retention class has its own: {@code audit.records.short}.
   */
  private static final List<String> BY_CLASS = List.of(Topics.AUDIT_INBOX, Topics.AUDIT_RECORDS);

  private BrokerAccess() {}

  /**
   * A right on resources of one kind.
   *
   * @param names of the resources, or what their names begin with
   */
  public record Grant(
      ResourceType type,
      PatternType pattern,
      SortedSet<String> names,
      SortedSet<AclOperation> operations) {

    /** The right as Kafka keeps it, for a principal on any host. */
    public List<AclBinding> bindings(final String principal) {
      final List<AclBinding> bindings = new ArrayList<>();
      for (final String name : names) {
        for (final AclOperation operation : operations) {
          bindings.add(
              new AclBinding(
                  new ResourcePattern(type, name, pattern),
                  new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
        }
      }
      return bindings;
    }
  }

  /**
   * What an instance needs; topics first, those with the same rights together.
   *
   * @param graph what the instance runs
   * @param applicationId as in its settings
   */
  public static List<Grant> ofInstance(
      final TopicCatalogue catalogue, final TopologyGraph graph, final String applicationId) {
    final Map<String, EnumSet<AclOperation>> rights = new TreeMap<>();
    for (final TopicSpec topic : catalogue.topics()) {
      rights.put(topic.name(), rights(topic, catalogue, graph));
    }
    final Map<EnumSet<AclOperation>, SortedSet<String>> alike = new LinkedHashMap<>();
    rights.forEach(
        (topic, operations) ->
            alike.computeIfAbsent(operations, same -> new TreeSet<>()).add(topic));
    final List<Grant> grants = new ArrayList<>();
    alike.forEach(
        (operations, topics) ->
            grants.add(
                new Grant(
                    ResourceType.TOPIC, PatternType.LITERAL, topics, new TreeSet<>(operations))));
    final String own = applicationId + '-';
    grants.add(
        prefixed(
            ResourceType.TOPIC,
            own,
            AclOperation.CREATE,
            AclOperation.DELETE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.READ,
            AclOperation.WRITE));
    grants.add(
        new Grant(
            ResourceType.GROUP,
            PatternType.LITERAL,
            new TreeSet<>(List.of(applicationId)),
            new TreeSet<>(List.of(AclOperation.READ))));
    grants.add(prefixed(ResourceType.GROUP, applicationId + ".destination.", AclOperation.READ));
    for (final String prefix :
        List.of(own, LetterWriter.TRANSACTIONAL_ID, TenantOffice.TRANSACTIONAL_ID)) {
      grants.add(prefixed(ResourceType.TRANSACTIONAL_ID, prefix, AclOperation.WRITE));
    }
    return List.copyOf(grants);
  }

  private static EnumSet<AclOperation> rights(
      final TopicSpec topic, final TopicCatalogue catalogue, final TopologyGraph graph) {
    final String name = topic.name();
    final String kind = kind(name);
    final boolean letters = isQueue(name, catalogue);
    // Start-up compares every topic with the catalogue.
    final EnumSet<AclOperation> rights =
        EnumSet.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
    // A letter is replayed to its topic, from there if it holds only a part of its record.
    if (letters
        || topic.deadLetters()
        || READ.contains(kind)
        || DestinationsReader.topics().contains(name)
        || graph.parts().stream().anyMatch(part -> part.reads().contains(kind))
        || graph.globals().stream().anyMatch(global -> global.topic().equals(name))) {
      rights.add(AclOperation.READ);
    }
    if (letters
        || topic.deadLetters()
        || WRITTEN.contains(kind)
        || graph.parts().stream().anyMatch(part -> part.writes().contains(kind))) {
      rights.add(AclOperation.WRITE);
    }
    if (HELD.contains(kind)) {
      rights.add(AclOperation.ALTER_CONFIGS);
    }
    return rights;
  }

  private static boolean isQueue(final String topic, final TopicCatalogue catalogue) {
    return topic.endsWith(Topics.DLQ_SUFFIX)
        && catalogue
            .find(topic.substring(0, topic.length() - Topics.DLQ_SUFFIX.length()))
            .map(TopicSpec::deadLetters)
            .orElse(false);
  }

  /** The topic that one of a retention class is like. */
  private static String kind(final String topic) {
    return BY_CLASS.stream()
        .filter(like -> topic.startsWith(like + '.') && !topic.endsWith(Topics.DLQ_SUFFIX))
        .findFirst()
        .orElse(topic);
  }

  private static Grant prefixed(
      final ResourceType type, final String prefix, final AclOperation... operations) {
    return new Grant(
        type,
        PatternType.PREFIXED,
        new TreeSet<>(List.of(prefix)),
        new TreeSet<>(List.of(operations)));
  }

  /** The rights as rows of a table in Markdown. */
  public static String markdown(final List<Grant> grants) {
    final StringBuilder table =
        new StringBuilder("| resource | names | operations |\n|---|---|---|\n");
    for (final Grant grant : grants) {
      table
          .append("| ")
          .append(grant.type().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
          .append(grant.pattern() == PatternType.PREFIXED ? ", names that begin with" : "")
          .append(" | ")
          .append(joined(grant.names().stream().map(name -> '`' + name + '`').toList()))
          .append(" | ")
          .append(joined(grant.operations().stream().map(BrokerAccess::word).toList()))
          .append(" |\n");
    }
    return table.toString();
  }

  /** The rights as commands of Kafka's own tool. */
  public static List<String> commands(final List<Grant> grants, final String principal) {
    final List<String> commands = new ArrayList<>();
    for (final Grant grant : grants) {
      final StringBuilder command =
          new StringBuilder("kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --add")
              .append(" --allow-principal '")
              .append(principal)
              .append('\'');
      grant
          .operations()
          .forEach(operation -> command.append(" --operation ").append(word(operation)));
      if (grant.pattern() == PatternType.PREFIXED) {
        command.append(" --resource-pattern-type prefixed");
      }
      grant.names().forEach(name -> command.append(option(grant.type())).append(name));
      commands.add(command.toString());
    }
    return commands;
  }

  private static String option(final ResourceType type) {
    return switch (type) {
      case TOPIC -> " --topic ";
      case GROUP -> " --group ";
      case TRANSACTIONAL_ID -> " --transactional-id ";
      default -> throw new IllegalArgumentException("no rights on a " + type);
    };
  }

  private static String joined(final List<String> words) {
    return String.join(", ", words);
  }

  /** As Kafka's tool spells it: DescribeConfigs. */
  private static String word(final AclOperation operation) {
    final StringBuilder word = new StringBuilder();
    for (final String part : operation.name().split("_", -1)) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return word.toString();
  }
}
