package com.nexora.streams.query;

import com.nexora.events.DeadLetter;
import com.nexora.events.DeadLetterHeader;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.deadletter.DeadLetters;
import com.nexora.streams.deadletter.LetterCount;
import com.nexora.streams.deadletter.LetterFilter;
import com.nexora.streams.deadletter.LetterId;
import com.nexora.streams.deadletter.LetterMark;
import com.nexora.streams.deadletter.LetterPage;
import com.nexora.streams.deadletter.LetterState;
import com.nexora.streams.deadletter.LetterSummary;
import com.nexora.streams.deadletter.StoredLetter;
import com.nexora.streams.runtime.DeadLetterOffice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Three letters without a cluster behind them: of two tenants and of none. */
final class FakeLetters implements LetterAccess {

  static final String TOPIC = "nhi.events";

  final List<String> asked = new ArrayList<>();
  DeadLetterOffice.@Nullable RefusedException refusal;

  @Override
  public boolean hasQueue(final String topic) {
    return topic.equals(TOPIC);
  }

  @Override
  public LetterPage list(
      final String topic,
      final LetterFilter filter,
      final int limit,
      final @Nullable String cursor) {
    if (cursor != null && !cursor.equals("more")) {
      throw new IllegalArgumentException(cursor);
    }
    final List<LetterSummary> page = new ArrayList<>();
    for (int offset = 2; offset >= 0; offset--) {
      find(new LetterId(topic, 0, offset), filter).ifPresent(found -> page.add(found.summary()));
    }
    return new LetterPage(page, page.size() > limit ? "more" : null);
  }

  @Override
  public LetterCount count(final String topic, final LetterFilter filter) {
    final int open = list(topic, filter, 10, null).letters().size();
    return new LetterCount(
        Map.of(LetterState.OPEN, (long) open), Map.of("undecodable", (long) open), true);
  }

  @Override
  public Optional<StoredLetter> find(final LetterId id, final LetterFilter filter) {
    final String tenant = id.offset() == 0 ? "tenant-a" : id.offset() == 1 ? "tenant-b" : null;
    return id.offset() > 2 || !filter.coversTenant(tenant)
        ? Optional.empty()
        : Optional.of(letter(id, tenant));
  }

  @Override
  public Optional<StoredLetter> replay(
      final LetterId id, final LetterFilter filter, final String actor) {
    return settle("replay", id, filter, new LetterMark(LetterState.REPLAYED, 9, actor, "x-0@1"));
  }

  @Override
  public Optional<StoredLetter> discard(
      final LetterId id, final LetterFilter filter, final String actor) {
    return settle("discard", id, filter, new LetterMark(LetterState.DISCARDED, 9, actor, ""));
  }

  private Optional<StoredLetter> settle(
      final String act, final LetterId id, final LetterFilter filter, final LetterMark mark) {
    if (refusal != null) {
      throw refusal;
    }
    final Optional<StoredLetter> found = find(id, filter);
    found.ifPresent(letter -> asked.add(act + " " + id.text() + " by " + mark.by()));
    return found.map(letter -> letter.marked(mark));
  }

  private static StoredLetter letter(final LetterId id, final @Nullable String tenant) {
    final DeadLetter letter =
        DeadLetters.of(
            new Origin(TOPIC, 3, 77),
            "key".getBytes(StandardCharsets.UTF_8),
            "content".getBytes(StandardCharsets.UTF_8),
            List.of(new DeadLetterHeader("trace", ByteBuffer.wrap(new byte[] {1}))),
            DeadLetters.Failure.atOnce("undecodable", String.class, "what is wrong"),
            tenant,
            1_767_600_000_000L);
    return new StoredLetter(LetterSummary.of(id, 1_767_600_000_001L, letter, null), letter);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
