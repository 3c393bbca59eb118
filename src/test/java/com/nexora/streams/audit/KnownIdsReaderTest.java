package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.catalogue.BufferMemory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

final class KnownIdsReaderTest {

  private static final long RETENTION = Duration.ofDays(90).toMillis();
  private static final long NOW = 1_700_000_000_000L;
  private static final List<String> TENANTS = List.of("acme", "acme\0", "b\1I");

  private final KeyValueStore<Bytes, byte[]> chains = store("chains");
  private final KeyValueStore<Bytes, byte[]> entries = counting(store("entries"));
  private int asked;

  @Test
  void shouldFindEveryIdThatWasThereBeforeWhateverPartWasRead() {
    // Given
    seal(30);
    final KnownIdsReader ids = reader(64L << 20);

    for (int step = 0; step < 100; step++) {
      // When
      ids.learn(7, NOW);

      // Then
      assertThat(missing(ids, 30)).isEmpty();
    }
    assertThat(ids.isComplete()).isTrue();
  }

  @Test
  void shouldAskTheStoreForNewIdsOnlyUntilAllThatAreThereWereRead() {
    // Given
    seal(30);
    final KnownIdsReader ids = reader(64L << 20);
    ids.learn(50, NOW);
    ids.place(id("acme", "new"), NOW);
    final int before = asked;

    // When
    ids.learn(1_000, NOW);
    for (int i = 0; i < 1_000; i++) {
      ids.place(id("acme", "new-" + i), NOW);
    }

    // Then: but for the few that a filter mistakes
    assertThat(before).isEqualTo(1);
    assertThat(asked - before).isLessThan(10);
  }

  @Test
  void shouldFindWhatWasAddedSince() {
    // Given
    final KnownIdsReader ids = reader(64L << 20);
    ids.learn(10, NOW);
    final Bytes id = id("acme", "later");
    ids.place(id, NOW);

    // When
    entries.put(id, AuditKeys.place(1, NOW));
    ids.add(id, NOW);

    // Then
    assertThat(ids.place(id, NOW + RETENTION)).isEqualTo(AuditKeys.place(1, NOW));
  }

  @Test
  void shouldFindWhatWasThereThoughTheTaskKnewNoTimeWhenItStarted() {
    // Given
    seal(30);
    final KnownIdsReader ids = reader(64L << 20);

    // When
    ids.learn(1_000, -1);

    // Then
    assertThat(ids.isComplete()).isTrue();
    assertThat(missing(ids, 30)).isEmpty();
  }

  @Test
  void shouldAskTheStoreAlwaysWhenThereIsNoMemory() {
    // Given
    seal(30);
    final KnownIdsReader ids = reader(0);

    // When
    ids.learn(1_000, NOW);

    // Then
    assertThat(missing(ids, 30)).isEmpty();
  }

  private KnownIdsReader reader(final long memory) {
    return new KnownIdsReader(chains, entries, RETENTION, new BufferMemory(memory));
  }

  private void seal(final int acts) {
    for (final String tenant : TENANTS) {
      chains.put(Bytes.wrap(AuditKeys.tenant(tenant)), TenantHead.empty().bytes());
      for (int i = 0; i < acts; i++) {
        entries.put(id(tenant, "act-" + i), AuditKeys.place(i, NOW));
        entries.put(Bytes.wrap(AuditKeys.entry(tenant, i)), new byte[100]);
      }
    }
  }

  private List<String> missing(final KnownIdsReader ids, final int acts) {
    final List<String> missing = new ArrayList<>();
    for (final String tenant : TENANTS) {
      for (int i = 0; i < acts; i++) {
        if (ids.place(id(tenant, "act-" + i), NOW) == null) {
          missing.add(tenant + "/" + i);
        }
      }
    }
    return missing;
  }

  private static Bytes id(final String tenant, final String auditId) {
    return Bytes.wrap(AuditKeys.id(tenant, auditId));
  }

  @SuppressWarnings("unchecked")
  private KeyValueStore<Bytes, byte[]> counting(final KeyValueStore<Bytes, byte[]> store) {
    return (KeyValueStore<Bytes, byte[]>)
        Proxy.newProxyInstance(
            KeyValueStore.class.getClassLoader(),
            new Class<?>[] {KeyValueStore.class},
            (proxy, method, arguments) -> {
              asked += method.getName().equals("get") ? 1 : 0;
              return method.invoke(store, arguments);
            });
  }

  private static KeyValueStore<Bytes, byte[]> store(final String name) {
    final KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore(name).get();
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    return store;
  }
}
