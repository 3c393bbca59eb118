package com.nexora.streams.destinations;

import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.catalogue.Threads;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Keeps one running reader per destination that some tenant's settings name, and no other.
 *
 * <p>A change of one destination touches that one only. Used by one thread.
 */
public final class DestinationsReader implements AutoCloseable {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  /**
   * What it works with.
   *
   * @param applicationId begins the names of the groups
   * @param most most destinations at once
   * @param consumers a consumer for a destination, of a group by its name; closed by its reader
   * @param producer writes dead letters; stays the caller's
   * @param redactor for the bodies of events
   * @param health takes what is wrong, by a name; empty once it is over
   */
  public record Tools(
      String applicationId,
      int most,
      Function<DestinationSpec, Consumer<byte[], byte[]>> consumers,
      Producer<byte[], byte[]> producer,
      AvroSerdes serdes,
      Secrets secrets,
      NetworkGuard guard,
      Redactor redactor,
      BiConsumer<String, Optional<String>> health) {}

  private record Running(DestinationSpec spec, DestinationReader reader, Thread thread) {}

  private final Tools tools;
  private final Outlets outlets;
  private final Map<String, Running> running = new HashMap<>();
  private Map<String, String> refused = Map.of();

  /** Topics that a destination may be fed from. */
  public static Set<String> topics() {
    return Set.copyOf(ItemTopics.ALL);
  }

  public DestinationsReader(final Tools tools) {
    this.tools = tools;
    this.outlets =
        new Outlets(
            tools.secrets(), tools.guard(), (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /** Makes what runs what the settings say. */
  public void follow(final Map<String, TenantSettings> tenants) {
    final Map<String, DestinationSpec> wanted = new LinkedHashMap<>();
    final Map<String, String> problems = new LinkedHashMap<>();
    tenants.forEach(
        (tenantId, settings) -> {
          if (settings.enabled()) {
            settings.destinations().stream()
                .filter(TenantSettings.Sink::enabled)
                .forEach(sink -> add(tenantId, sink, settings, wanted, problems));
          }
        });
    for (final String label : Map.copyOf(running).keySet()) {
      final Running old = running.get(label);
      if (old != null && !old.spec().equals(wanted.get(label))) {
        stop(label, old);
      }
    }
    wanted.forEach(
        (label, spec) -> {
          if (!running.containsKey(label)) {
            start(label, spec);
          }
        });
    say(problems);
  }

  private void add(
      final String tenantId,
      final TenantSettings.Sink sink,
      final TenantSettings settings,
      final Map<String, DestinationSpec> wanted,
      final Map<String, String> problems) {
    try {
      final DestinationSpec spec = DestinationSpec.of(tenantId, sink, settings);
      if (wanted.containsKey(spec.label())) {
        throw new InvalidDestinationException(
            "two destinations are named " + spec.name() + "; give one another name");
      }
      if (wanted.size() >= tools.most()) {
        throw new InvalidDestinationException(
            "there are " + tools.most() + " destinations already; see destinations.max");
      }
      spec.redactor(tools.redactor());
      wanted.put(spec.label(), spec);
    } catch (final InvalidDestinationException e) {
      problems.put(
          "destinations of " + tenantId,
          tenantId + ": a destination is refused: " + e.getMessage());
    }
  }

  private void say(final Map<String, String> problems) {
    for (final String old : refused.keySet()) {
      if (!problems.containsKey(old)) {
        tools.health().accept(old, Optional.empty());
      }
    }
    problems.forEach((name, problem) -> tools.health().accept(name, Optional.of(problem)));
    refused = Map.copyOf(problems);
  }

  private void start(final String label, final DestinationSpec spec) {
    final DestinationMetrics metrics = new DestinationMetrics(spec);
    final Redactor redactor = spec.redactor(tools.redactor());
    final DeadItemStore dead = new DeadItemStore(spec, tools.producer(), tools.serdes(), redactor);
    final Delivery delivery =
        new Delivery(
            () -> outlets.of(spec),
            dead,
            metrics,
            new Breaker(
                () -> System.nanoTime() / 1_000_000,
                () -> ThreadLocalRandom.current().nextDouble()));
    final DestinationReader reader =
        new DestinationReader(
            spec,
            new DestinationReader.Tools(
                () -> tools.consumers().apply(spec),
                new ItemReader(spec.tenantId(), tools.serdes(), redactor, spec.bodies()),
                delivery,
                dead,
                metrics,
                problem -> tools.health().accept("destination " + label, problem)));
    final Thread thread = new Thread(reader, "nexora-destination-" + spec.name());
    thread.setDaemon(true);
    thread.start();
    running.put(label, new Running(spec, reader, thread));
  }

  private void stop(final String label, final Running old) {
    running.remove(label);
    old.reader().close();
    Threads.await(old.thread(), STOP_WITHIN);
  }

  /** Names of those that run, for tests and logs. */
  public java.util.Set<String> labels() {
    return java.util.Set.copyOf(running.keySet());
  }

  /** Stops all of them. */
  @Override
  public void close() {
    running.values().forEach(one -> one.reader().close());
    running.values().forEach(one -> Threads.await(one.thread(), STOP_WITHIN));
    running.clear();
  }
}
