package com.nexora.streams.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code topics.yaml} for one profile and refuses what it does not understand by name: a
 * misspelt {@code retention} must not become Kafka's default of a week.
 */
final class CatalogueYaml {

  private static final List<String> TOP_KEYS =
      List.of("profiles", "groups", "defaults", "deadLetters", "topics");
  private static final List<String> PROFILE_KEYS =
      List.of("replication", "minInsyncReplicas", "partitions");
  private static final List<String> GROUP_KEYS =
      List.of("partitions", "coPartitioned", "description");
  private static final List<String> SETTING_KEYS =
      List.of(
          "cleanup",
          "timestamps",
          "compression",
          "uncleanLeaderElection",
          "retention",
          "retentionBytes",
          "segment",
          "maxMessageBytes");
  private static final List<String> TOPIC_KEYS =
      concat(
          List.of("group", "partitions", "key", "value", "deadLetters", "description"),
          SETTING_KEYS);
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final Pattern VALUE =
      Pattern.compile("json|bytes|signed-note|[a-z][\\w.]*\\.[A-Z]\\w*");

  private final String origin;
  private final String profile;
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private short replication;
  private int minInsync;

  CatalogueYaml(final String origin, final String profile) {
    this.origin = origin;
    this.profile = profile;
  }

  private record Group(int partitions, boolean coPartitioned) {}

  List<TopicSpec> read(final String yaml) {
    final JsonNode root = parse(yaml);
    known(root, "the file", TOP_KEYS);
    readProfile(section(root, "profiles"));
    readGroups(root);
    final JsonNode defaults = root.path("defaults");
    known(defaults, "defaults", SETTING_KEYS);
    final JsonNode deadLetters = root.path("deadLetters");
    known(deadLetters, "deadLetters", TOPIC_KEYS);
    final List<TopicSpec> topics = new ArrayList<>();
    final List<TopicSpec> queues = new ArrayList<>();
    for (final Map.Entry<String, JsonNode> field : section(root, "topics").properties()) {
      final TopicSpec topic = topic(field.getKey(), field.getValue(), defaults);
      topics.add(topic);
      if (topic.deadLetters()) {
        queues.add(queueOf(topic, deadLetters, defaults));
      }
    }
    topics.addAll(queues);
    refuseDuplicates(topics);
    return topics;
  }

  private JsonNode parse(final String yaml) {
    try {
      final JsonNode root =
          YAMLMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build()
              .readTree(yaml);
      if (root == null || !root.isObject()) {
        throw refuse("is not a YAML mapping; compare it with the shipped config/topics.yaml");
      }
      return root;
    } catch (final JsonProcessingException e) {
      throw new CatalogueException(
          "catalogue " + origin + " is not valid YAML: " + e.getOriginalMessage() + at(e), e);
    }
  }

  private static String at(final JsonProcessingException e) {
    return e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
  }

  private void readProfile(final JsonNode profiles) {
    final JsonNode node = profiles.path(profile);
    if (!node.isObject()) {
      throw refuse("has no profile \"" + profile + "\"; it has: " + names(profiles));
    }
    known(node, "profile " + profile, PROFILE_KEYS);
    replication = (short) positive(node, "profile " + profile, "replication");
    minInsync = positive(node, "profile " + profile, "minInsyncReplicas");
    if (minInsync > replication) {
      throw refuse(
          "profile %s wants %d replicas in sync but only %d copies: no record could be written"
              .formatted(profile, minInsync, replication));
    }
  }

  private void readGroups(final JsonNode root) {
    final JsonNode nodes = section(root, "groups");
    final JsonNode sizes = root.path("profiles").path(profile).path("partitions");
    known(sizes, "partitions of profile " + profile, names(nodes));
    for (final Map.Entry<String, JsonNode> field : nodes.properties()) {
      final String name = field.getKey();
      known(field.getValue(), "group " + name, GROUP_KEYS);
      final int own = positive(field.getValue(), "group " + name, "partitions");
      final int size =
          sizes.has(name) ? positive(sizes, "partitions of profile " + profile, name) : own;
      groups.put(name, new Group(size, flag(field.getValue(), "group " + name, "coPartitioned")));
    }
  }

  private TopicSpec topic(final String name, final JsonNode node, final JsonNode defaults) {
    final String where = "topic " + name;
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw refuse(
          "%s: a name has 1 to 249 letters, digits, dots, dashes or underscores".formatted(where));
    }
    known(node, where, TOPIC_KEYS);
    final boolean deadLetters = flag(node, where, "deadLetters");
    return spec(name, node, defaults, deadLetters, text(node, where, "description"));
  }

  private TopicSpec queueOf(
      final TopicSpec topic, final JsonNode deadLetters, final JsonNode defaults) {
    if (!deadLetters.isObject()) {
      throw refuse(
          "topic %s has dead letters but the section deadLetters is missing"
              .formatted(topic.name()));
    }
    final String description = text(deadLetters, "deadLetters", "description");
    return spec(
        topic.name() + Topics.DLQ_SUFFIX,
        deadLetters,
        defaults,
        false,
        description.replace("%s", topic.name()));
  }

  private TopicSpec spec(
      final String name,
      final JsonNode node,
      final JsonNode defaults,
      final boolean deadLetters,
      final String description) {
    final String where = "topic " + name;
    final String groupName = text(node, where, "group");
    final Group group = groups.get(groupName);
    if (group == null) {
      throw refuse(
          "%s is in the unknown group \"%s\"; groups are: %s"
              .formatted(where, groupName, groups.keySet()));
    }
    final String value = text(node, where, "value");
    if (!VALUE.matcher(value).matches()) {
      throw refuse(
          "%s has the value \"%s\": give an Avro record's full name, json, bytes or signed-note"
              .formatted(where, value));
    }
    return new TopicSpec(
        name,
        groupName,
        group.coPartitioned(),
        partitions(where, node, groupName, group),
        replication,
        configs(where, node, defaults),
        text(node, where, "key"),
        value,
        deadLetters,
        description);
  }

  private int partitions(
      final String where, final JsonNode node, final String groupName, final Group group) {
    if (!node.has("partitions")) {
      return group.partitions();
    }
    final int own = positive(node, where, "partitions");
    if (group.coPartitioned() && own != group.partitions()) {
      throw refuse(
          "%s has %d partitions, its group %s has %d: all of the group must be equal. Remove the topic's own number"
              .formatted(where, own, groupName, group.partitions()));
    }
    return own;
  }

  private Map<String, String> configs(
      final String where, final JsonNode node, final JsonNode defaults) {
    final Map<String, String> configs = new TreeMap<>();
    final String cleanup = setting(node, defaults, "cleanup", "delete");
    if (!List.of("delete", "compact", "compact,delete").contains(cleanup)) {
      throw refuse(
          "%s has the cleanup \"%s\": it is delete, compact or compact,delete"
              .formatted(where, cleanup));
    }
    configs.put("cleanup.policy", cleanup);
    configs.put("message.timestamp.type", timestamps(where, node, defaults));
    configs.put("compression.type", setting(node, defaults, "compression", "lz4"));
    configs.put(
        "unclean.leader.election.enable",
        setting(node, defaults, "uncleanLeaderElection", "false"));
    configs.put("min.insync.replicas", Integer.toString(minInsync));
    final @Nullable String retention = optional(node, defaults, "retention");
    if (retention != null) {
      configs.put("retention.ms", millis(where, "retention", retention));
    } else if (cleanup.contains("delete")) {
      throw refuse("%s deletes old records but says no retention".formatted(where));
    }
    final @Nullable String segment = optional(node, defaults, "segment");
    if (segment != null) {
      configs.put("segment.ms", millis(where, "segment", segment));
    }
    putNumber(configs, "retention.bytes", where, node, defaults, "retentionBytes");
    putNumber(configs, "max.message.bytes", where, node, defaults, "maxMessageBytes");
    return Collections.unmodifiableMap(configs);
  }

  private String timestamps(final String where, final JsonNode node, final JsonNode defaults) {
    final String type = setting(node, defaults, "timestamps", "LogAppendTime");
    if (!type.equals("LogAppendTime")) {
      throw refuse(
          "%s has the timestamps \"%s\": all logic and expiry is by arrival, which needs LogAppendTime"
              .formatted(where, type));
    }
    return type;
  }

  private void putNumber(
      final Map<String, String> configs,
      final String config,
      final String where,
      final JsonNode node,
      final JsonNode defaults,
      final String key) {
    final @Nullable String text = optional(node, defaults, key);
    if (text == null) {
      return;
    }
    if (!text.matches("-1|[1-9]\\d{0,17}")) {
      throw refuse(
          "%s has %s \"%s\": give a positive number of bytes, or -1 for no bound"
              .formatted(where, key, text));
    }
    configs.put(config, text);
  }

  private String millis(final String where, final String key, final String text) {
    try {
      return Long.toString(Durations.millis(text));
    } catch (final IllegalArgumentException e) {
      throw refuse("%s has the %s \"%s\": %s".formatted(where, key, text, e.getMessage()));
    }
  }

  private void refuseDuplicates(final List<TopicSpec> topics) {
    final Map<String, String> seen = new LinkedHashMap<>();
    for (final TopicSpec topic : topics) {
      // Kafka keeps one metric name for both spellings and refuses the second topic.
      final @Nullable String other = seen.put(topic.name().replace('.', '_'), topic.name());
      if (other != null) {
        throw refuse(
            "topics %s and %s collide: Kafka treats dots and underscores alike"
                .formatted(other, topic.name()));
      }
    }
  }

  private void known(final JsonNode node, final String where, final List<String> keys) {
    if (node.isMissingNode()) {
      return;
    }
    if (!node.isObject()) {
      throw refuse("%s must be a mapping".formatted(where));
    }
    for (final Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      final String name = names.next();
      if (!keys.contains(name)) {
        throw refuse(
            "%s has the unknown key \"%s\"; known keys are: %s".formatted(where, name, keys));
      }
    }
  }

  private JsonNode section(final JsonNode root, final String name) {
    final JsonNode node = root.path(name);
    if (!node.isObject()) {
      throw refuse("has no section \"" + name + "\"");
    }
    return node;
  }

  private int positive(final JsonNode node, final String where, final String key) {
    final JsonNode value = node.path(key);
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > 10_000) {
      throw refuse(
          "%s needs %s as a number from 1 to 10000, not \"%s\""
              .formatted(where, key, value.asText()));
    }
    return value.intValue();
  }

  private boolean flag(final JsonNode node, final String where, final String key) {
    final JsonNode value = node.path(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw refuse("%s has %s \"%s\": it is true or false".formatted(where, key, value.asText()));
    }
    return value.asBoolean(false);
  }

  private String text(final JsonNode node, final String where, final String key) {
    final JsonNode value = node.path(key);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw refuse("%s needs the key \"%s\"".formatted(where, key));
    }
    return value.textValue();
  }

  private static String setting(
      final JsonNode node, final JsonNode defaults, final String key, final String otherwise) {
    final @Nullable String text = optional(node, defaults, key);
    return text == null ? otherwise : text;
  }

  private static @Nullable String optional(
      final JsonNode node, final JsonNode defaults, final String key) {
    if (node.has(key)) {
      return node.get(key).asText();
    }
    return defaults.has(key) ? defaults.get(key).asText() : null;
  }

  private static List<String> names(final JsonNode node) {
    final List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> concat(final List<String> first, final List<String> second) {
    final List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  private CatalogueException refuse(final String what) {
    return new CatalogueException("catalogue " + origin + ": " + what);
  }
}
