package com.nexora.streams.agents;

import com.nexora.events.AgentState;
import com.nexora.streams.catalogue.EntityKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads agent states for answers to users.
 *
 * <p>Works alike over one store per partition and over the composite store that {@code
 * KafkaStreams.store} hands out, whose ranges run through one partition after the other: a list is
 * therefore ordered here and not by the store.
 */
public final class AgentStateReader {

  private final List<? extends ReadOnlyKeyValueStore<Bytes, byte[]>> stores;

  /**
   * @param stores {@link com.nexora.streams.catalogue.Stores#AGENT_STATES} of every partition that
   *     is to be seen, singly or composite
   */
  public AgentStateReader(final List<? extends ReadOnlyKeyValueStore<Bytes, byte[]>> stores) {
    this.stores = List.copyOf(stores);
  }

  /**
   * One page of a tenant's entities, in the order of the UTF-8 bytes of their ids.
   *
   * @param states the page
   * @param next the cursor of the next page, null at the end
   */
  public record Page(List<AgentState> states, @Nullable String next) {}

  /** The state of one entity, empty if no event of it was seen. */
  public Optional<AgentState> get(final String tenantId, final String entityId) {
    final Bytes key = Bytes.wrap(EntityKey.bytes(tenantId, entityId));
    for (final ReadOnlyKeyValueStore<Bytes, byte[]> store : stores) {
      final byte[] state = store.get(key);
      if (state != null) {
        return Optional.of(answer(state));
      }
    }
    return Optional.empty();
  }

  /**
   * A tenant's entities after a cursor.
   *
   * @param after {@link Page#next} of the page before, null for the first page
   * @param limit the size of the page, at least 1
   */
  public Page list(final String tenantId, final @Nullable String after, final int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + ", must be at least 1");
    }
    final byte[] prefix = EntityKey.tenantPrefix(tenantId);
    final byte[] last = prefix.clone();
    last[last.length - 1]++; // the byte behind '/': an upper bound that is no entity key itself
    final Bytes from =
        Bytes.wrap(after == null ? prefix : successor(EntityKey.bytes(tenantId, after)));
    final TreeMap<Bytes, byte[]> page = new TreeMap<>();
    for (final ReadOnlyKeyValueStore<Bytes, byte[]> store : stores) {
      collect(store, from, Bytes.wrap(last), limit + 1, page);
    }
    final boolean more = page.size() > limit;
    if (more) {
      page.pollLastEntry();
    }
    final List<AgentState> states = new ArrayList<>(page.size());
    for (final Map.Entry<Bytes, byte[]> entry : page.entrySet()) {
      states.add(answer(entry.getValue()));
    }
    return new Page(states, more ? states.get(states.size() - 1).getEntityId() : null);
  }

  private static void collect(
      final ReadOnlyKeyValueStore<Bytes, byte[]> store,
      final Bytes from,
      final Bytes to,
      final int limit,
      final TreeMap<Bytes, byte[]> page) {
    try (KeyValueIterator<Bytes, byte[]> range = store.range(from, to)) {
      while (range.hasNext()) {
        final KeyValue<Bytes, byte[]> next = range.next();
        if (page.size() < limit || next.key.compareTo(page.lastKey()) < 0) {
          page.put(next.key, next.value);
          if (page.size() > limit) {
            page.pollLastEntry();
          }
        }
      }
    }
  }

  private static byte[] successor(final byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** A state as it is shown: counts that are sums of steps never fall below zero in an answer. */
  private static AgentState answer(final byte[] bytes) {
    final AgentState state = AgentStateBytes.decode(bytes);
    state.setOpenFindings(Math.max(0, state.getOpenFindings()));
    return state;
  }

  /** Tasks that were started and have neither completed nor failed; never below 0. */
  public static long runningTasks(final AgentState state) {
    return Math.max(
        0, state.getTasksStarted() - state.getTasksCompleted() - state.getTasksFailed());
  }
}
