package com.nexora.streams.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Every topic of the product in one environment, dead letter queues included.
 *
 * <p>One file drives creation, start-up checks, manifests and documents, because partition counts
 * that drift apart break the state of an entity without any error from Kafka.
 */
public final class TopicCatalogue {

  /** The environment with replication 3 and the full partition counts. */
  public static final String PRODUCTION = "production";

  /** One broker on one machine. */
  public static final String DEV = "dev";

  static final String RESOURCE = "config/topics.yaml";

  private final String profile;
  private final Map<String, TopicSpec> topics;

  TopicCatalogue(final String profile, final Collection<TopicSpec> topics) {
    this.profile = profile;
    final Map<String, TopicSpec> byName = new LinkedHashMap<>();
    topics.forEach(topic -> byName.put(topic.name(), topic));
    this.topics = Collections.unmodifiableMap(byName);
  }

  /**
   * The shipped catalogue.
   *
   * @param profile {@link #PRODUCTION}, {@link #DEV} or another profile of the file
   * @throws CatalogueException if it is not on the class path or not valid
   */
  public static TopicCatalogue load(final String profile) {
    try (InputStream in = TopicCatalogue.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new CatalogueException(
            RESOURCE + " is not on the class path: rebuild, or name a file with --catalogue");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), RESOURCE, profile);
    } catch (final IOException e) {
      throw new CatalogueException("cannot read " + RESOURCE + ": " + e.getMessage(), e);
    }
  }

  /**
   * A catalogue of one's own.
   *
   * @throws CatalogueException if the file cannot be read or is not valid
   */
  public static TopicCatalogue load(final Path file, final String profile) {
    try {
      return parse(Files.readString(file), file.toString(), profile);
    } catch (final IOException e) {
      throw new CatalogueException(
          "cannot read catalogue " + file + " (" + e + "): give a readable YAML file", e);
    }
  }

  static TopicCatalogue parse(final String yaml, final String origin, final String profile) {
    return new TopicCatalogue(profile, new CatalogueYaml(origin, profile).read(yaml));
  }

  /** Name of the environment it was loaded for. */
  public String profile() {
    return profile;
  }

  /** All topics in the order of the file, dead letter queues behind the others. */
  public List<TopicSpec> topics() {
    return List.copyOf(topics.values());
  }

  public Optional<TopicSpec> find(final String name) {
    return Optional.ofNullable(topics.get(name));
  }

  /**
   * A topic by name.
   *
   * @throws CatalogueException if the catalogue has none of this name
   */
  public TopicSpec topic(final String name) {
    return find(name)
        .orElseThrow(
            () ->
                new CatalogueException(
                    "topic " + name + " is not in the catalogue; add it to " + RESOURCE));
  }

  /** Topics of a group, in the order of the file. */
  public List<TopicSpec> group(final String group) {
    return topics.values().stream().filter(topic -> topic.group().equals(group)).toList();
  }

  /** Names of the groups whose topics must have the same number of partitions. */
  public Collection<String> coPartitionedGroups() {
    final Collection<String> groups = new TreeSet<>();
    topics.values().stream().filter(TopicSpec::coPartitioned).forEach(t -> groups.add(t.group()));
    return groups;
  }

  /** Partitions of every topic that feeds the state of an entity. */
  public int entityPartitions() {
    return topic(Topics.NHI_EVENTS).partitions();
  }

  /** Partitions of hops and topics that are keyed by tenant. */
  public int tenantPartitions() {
    return topic(Topics.THREAT_HIGH_PRIORITY).partitions();
  }
}
