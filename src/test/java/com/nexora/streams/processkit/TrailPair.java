package com.nexora.streams.processkit;

import com.nexora.oracle.TrailOracle;
import com.nexora.oracle.Wire;
import com.nexora.streams.embedded.DevCluster;
import com.nexora.streams.embedded.DevPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.record.internal.FileRecords;

/**
 * Two instances of the product that keep a warm copy of each other's stores and sign checkpoints, a
 * broker, and what must hold of their trail whatever befell them.
 */
public final class TrailPair implements AutoCloseable {

  /** Silence after which the group gives an instance's partitions to the other one. */
  public static final Duration SESSION = Duration.ofSeconds(5);

  /** Partitions of the trail in development size. */
  public static final int PARTITIONS = 4;

  private static final Path BASE =
      Path.of(System.getProperty("nexora.basedir", ".")).toAbsolutePath();
  private static final String APPLICATION = "trail-pair";
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Pattern PROCESS_ID = Pattern.compile("\"processId\"\\s*:\\s*\"([^\"]+)\"");

  private final Path directory;
  private final DevCluster cluster;
  private final Admin admin;
  private final Wire wire;
  private final CommitWatch commits;
  private final List<String> names = List.of("one", "two");
  private final Map<String, ApplicationProcess> instances = new TreeMap<>();
  private final TrailSettings keys;
  private final TrailOracle oracle;

  private TrailPair(final Path directory) {
    this.directory = directory;
    this.cluster =
        DevCluster.start(
            directory.resolve("cluster"),
            DevPorts.free(),
            Map.of(
                "group.min.session.timeout.ms", "1000",
                // Kafka looks for transactions of the dead every ten seconds.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"));
    this.admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    this.wire = new Wire(cluster.registryUrl(), BASE.resolve("src/main/avro"));
    this.commits = new CommitWatch(admin, APPLICATION);
    this.keys = new TrailSettings(directory);
    this.oracle = new TrailOracle(wire, keys.verifierKey());
  }

  /** Starts broker and both instances; returns when both serve. */
  public static TrailPair start(final Path directory) {
    final TrailPair pair = new TrailPair(directory);
    try {
      for (final String name : pair.names) {
        pair.instances.put(
            name,
            ApplicationProcess.start(
                directory.resolve(name), pair.settings(name), "-XX:TieredStopAtLevel=1"));
      }
      pair.instances.values().forEach(instance -> instance.awaitReady(LIMIT));
      return pair;
    } catch (final RuntimeException | AssertionError e) {
      pair.close();
      throw e;
    }
  }

  private Map<String, String> settings(final String name) {
    final Map<String, String> settings = keys.of(cluster, APPLICATION, name);
    settings.put("standby.replicas", "1");
    settings.put("session.timeout.ms", Long.toString(SESSION.toMillis()));
    settings.put("transaction.timeout.ms", Long.toString(SESSION.toMillis()));
    return settings;
  }

  /** Begins to report acts. */
  public ActLoad load(final String run, final int rate) {
    return ActLoad.start(cluster.bootstrapServers(), wire, run, rate);
  }

  /** An instance by its name. */
  public ApplicationProcess instance(final String name) {
    return instances.get(name);
  }

  /** The other instance's name. */
  public String other(final String name) {
    return names.get(1 - names.indexOf(name));
  }

  /**
   * Who seals now: waits until a transaction with sealed entries is at a point, names its owner.
   */
  public Struck await(final CommitWatch.Point point) {
    return await(point, id -> true);
  }

  /** As {@link #await(CommitWatch.Point)}, of one instance. */
  public Struck await(final CommitWatch.Point point, final String name) {
    final String process = processId(name);
    return await(point, id -> id.contains(process));
  }

  private Struck await(final CommitWatch.Point point, final Predicate<String> of) {
    final String id = commits.await(point, of, LIMIT, this::requireAlive);
    for (final String name : names) {
      if (id.contains(processId(name))) {
        return new Struck(name, id);
      }
    }
    throw new AssertionError("no instance has the transactional id " + id);
  }

  /** A transaction and the instance that it is of. */
  public record Struck(String name, String transactionalId) {}

  /** Where a transaction stands now. */
  public CommitWatch.Point now(final Struck struck) {
    return commits.now(struck.transactionalId());
  }

  private void requireAlive() {
    if (instances.values().stream().noneMatch(ApplicationProcess::alive)) {
      throw new AssertionError("both instances have ended");
    }
  }

  private String processId(final String name) {
    final Path file =
        keys.state(name).resolve(APPLICATION).resolve("kafka-streams-process-metadata");
    try {
      final Matcher id = PROCESS_ID.matcher(Files.readString(file));
      if (!id.find()) {
        throw new AssertionError(file + " holds no process id");
      }
      return id.group(1);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Partitions of the log of which an instance has the store on its disk, as owner or standby. */
  public Set<Integer> copies(final String name) {
    final Set<Integer> partitions = new TreeSet<>();
    try (var tasks = Files.list(keys.state(name).resolve(APPLICATION))) {
      tasks
          .filter(task -> Files.isDirectory(task.resolve("rocksdb/audit-entries")))
          .map(task -> task.getFileName().toString())
          .forEach(task -> partitions.add(Integer.parseInt(task.substring(task.indexOf('_') + 1))));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return partitions;
  }

  /** Waits until all these acts are sealed and every log is signed to its end. */
  public void awaitSealed(final Set<String> ids) {
    final Set<String> waiting = new TreeSet<>(ids);
    final boolean sealed =
        Topic.follow(
            cluster.bootstrapServers(),
            "audit.records",
            LIMIT,
            record -> {
              waiting.remove(oracle.id(record.value()));
              return !waiting.isEmpty();
            });
    if (!sealed) {
      throw new AssertionError(
          "%d of %d acts are not sealed after %s, e.g. %s\n%s"
              .formatted(
                  waiting.size(), ids.size(), LIMIT, waiting.stream().limit(3).toList(), logs()));
    }
  }

  /** Waits until the last checkpoint of every log covers all of it. */
  public void awaitSigned() {
    final Map<Integer, Integer> sizes = new TreeMap<>();
    values("audit.records").forEach((partition, values) -> sizes.put(partition, values.size()));
    final Map<Integer, Integer> signed = new TreeMap<>();
    Waiting.until(
        "signing " + sizes,
        LIMIT,
        () -> {
          values("audit.checkpoints")
              .forEach(
                  (partition, notes) ->
                      signed.put(partition, oracle.size(notes.get(notes.size() - 1))));
          return signed.equals(sizes);
        },
        () -> signed + "\n" + logs());
  }

  /** What is wrong with the trail; empty if nothing is. */
  public List<String> damage(final Set<String> expected) {
    final Map<Integer, List<byte[]>> records = values("audit.records");
    final List<String> damage =
        new ArrayList<>(oracle.damage(records, values("audit.checkpoints")));
    final Set<String> sealed = oracle.ids(records, damage);
    damage.addAll(TrailOracle.differences(expected, sealed));
    damage.addAll(secondSigners());
    return damage;
  }

  /**
   * Checkpoints that were not written by one signer after another, by the broker's files: who takes
   * a log over gets a higher epoch of the log's one producer id. So an epoch that goes down is a
   * signer that still wrote after it was fenced off, and a second producer id one that fences off
   * nobody.
   */
  private List<String> secondSigners() {
    final List<String> damage = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      Writer last = null;
      for (final Writer next : writers("audit.checkpoints-" + partition)) {
        if (last != null && next.producerId() != last.producerId()) {
          damage.add("checkpoints " + partition + ": written through two transactional ids");
        }
        if (last != null && next.epoch() < last.epoch()) {
          damage.add("checkpoints " + partition + ": a signer wrote after it was fenced off");
        }
        last = next;
      }
      if (last == null) {
        damage.add("checkpoints " + partition + ": no file of the broker was found");
      }
    }
    return damage;
  }

  /** Who wrote a batch. */
  private record Writer(long producerId, int epoch) {}

  private List<Writer> writers(final String topicPartition) {
    final List<Writer> writers = new ArrayList<>();
    try (var files = Files.walk(directory.resolve("cluster"))) {
      for (final Path file :
          files
              .filter(path -> path.toString().contains("/" + topicPartition + "/"))
              .filter(path -> path.toString().endsWith(".log"))
              .sorted()
              .toList()) {
        final FileRecords records = FileRecords.open(file.toFile(), false);
        try {
          records
              .batches()
              .forEach(batch -> writers.add(new Writer(batch.producerId(), batch.producerEpoch())));
        } finally {
          // Not close(): that cuts off what the broker has appended meanwhile.
          records.closeHandlers();
        }
      }
      return writers;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code nexora audit verify} says of the topic, with all keys. */
  public Cli.Outcome verify() {
    return new Cli(directory)
        .run(
            "audit",
            "verify",
            "--bootstrap-server",
            cluster.bootstrapServers(),
            "--registry-url",
            cluster.registryUrl(),
            "--hmac-keys",
            keys.hmacKeys().toString(),
            "--key",
            keys.verifierKey());
  }

  private Map<Integer, List<byte[]>> values(final String topic) {
    final Map<Integer, List<byte[]>> values = new TreeMap<>();
    Topic.each(
        cluster.bootstrapServers(),
        topic,
        record ->
            values.computeIfAbsent(record.partition(), k -> new ArrayList<>()).add(record.value()));
    return values;
  }

  /** The ends of both logs. */
  public String logs() {
    final StringBuilder logs = new StringBuilder();
    instances.forEach(
        (name, instance) ->
            logs.append("--- ")
                .append(name)
                .append(instance.alive() ? "" : " (ended)")
                .append('\n')
                .append(instance.logTail())
                .append('\n'));
    return logs.toString();
  }

  @Override
  public void close() {
    // Nothing is asked of an orderly end here.
    instances.values().forEach(ApplicationProcess::kill9);
    admin.close();
    cluster.close();
  }
}
