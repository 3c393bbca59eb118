package com.nexora.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.IngestKey;
import com.nexora.streams.intake.KeyLedger.Standing;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.RunningCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two instances, and one that starts later, say the same of every key. */
final class TopicKeyLedgerIT {

  @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();

  private static final int KEYS = 60;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void shouldLetOneBodyOfAKeyStandOnAllInstancesAndAfterAStart() throws Exception {
    // Given
    final Map<String, Object> clients =
        Map.of(
            "bootstrap.servers",
            CLUSTER.bootstrapServers(),
            "schema.registry.url",
            CLUSTER.registryUrl());
    final List<CompletableFuture<Standing>> one = new ArrayList<>();
    final List<CompletableFuture<Standing>> other = new ArrayList<>();
    try (HttpSchemaRegistry registry = new HttpSchemaRegistry(clients);
        Instance first = new Instance(clients, new AvroSerdes(registry, clients));
        Instance second = new Instance(clients, new AvroSerdes(registry, clients))) {

      // When
      for (int i = 0; i < KEYS; i++) {
        one.add(first.ledger.claim("tenant", "key-" + i, "body of one"));
        other.add(second.ledger.claim("tenant", "key-" + i, "body of the other"));
      }

      // Then
      final List<Boolean> stands = new ArrayList<>();
      for (int i = 0; i < KEYS; i++) {
        final Standing mine = of(one.get(i));
        final Standing theirs = of(other.get(i));
        assertThat(mine.sameBody()).isNotEqualTo(theirs.sameBody());
        assertThat(mine.since()).isEqualTo(theirs.since());
        stands.add(mine.sameBody());
        (mine.sameBody() ? first : second)
            .ledger.done(
                "tenant", "key-" + i, mine.sameBody() ? "body of one" : "body of the other");
      }
      first.producer.flush();
      second.producer.flush();
      try (Instance late = new Instance(clients, new AvroSerdes(registry, clients))) {
        // One key that is new makes it read up to here.
        of(late.ledger.claim("tenant", "last", "body"));
        for (int i = 0; i < KEYS; i++) {
          final Standing seen = of(late.ledger.claim("tenant", "key-" + i, "body of one"));
          assertThat(seen.sameBody()).isEqualTo(stands.get(i));
          assertThat(seen.since()).isEqualTo(of(one.get(i)).since());
        }
      }
    }
  }

  private static Standing of(final CompletableFuture<Standing> claim) throws Exception {
    return claim.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static final class Instance implements AutoCloseable {

    final Producer<byte[], byte[]> producer;
    final TopicKeyLedger ledger;

    Instance(final Map<String, Object> clients, final AvroSerdes serdes) {
      producer = EventSender.producer(clients, "ledger-it", LIMIT, 1 << 20);
      ledger =
          new TopicKeyLedger(
              producer,
              TopicKeyLedger.consumer(clients, "ledger-it"),
              serdes.value(IngestKey.class),
              Clock.systemUTC(),
              LIMIT,
              10_000,
              Duration.ofHours(1));
    }

    @Override
    public void close() {
      ledger.close();
      producer.close(Duration.ofSeconds(2));
    }
  }
}
