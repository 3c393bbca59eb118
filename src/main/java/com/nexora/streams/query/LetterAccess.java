package com.nexora.streams.query;

import com.nexora.streams.deadletter.LetterCount;
import com.nexora.streams.deadletter.LetterFilter;
import com.nexora.streams.deadletter.LetterId;
import com.nexora.streams.deadletter.LetterPage;
import com.nexora.streams.deadletter.StoredLetter;
import com.nexora.streams.runtime.DeadLetterOffice;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the routes of dead letters need; as {@link DeadLetterOffice}, which is opened at the first
 * question, since its clients need a broker that the checks before the start have seen.
 */
public interface LetterAccess extends AutoCloseable {

  boolean hasQueue(String topic);

  LetterPage list(String topic, LetterFilter filter, int limit, @Nullable String cursor);

  LetterCount count(String topic, LetterFilter filter);

  Optional<StoredLetter> find(LetterId id, LetterFilter filter);

  Optional<StoredLetter> replay(LetterId id, LetterFilter filter, String actor);

  Optional<StoredLetter> discard(LetterId id, LetterFilter filter, String actor);

  @Override
  void close();

  /** Access through an office. */
  static LetterAccess of(final Supplier<DeadLetterOffice> office) {
    return new Opened(office);
  }

  /** Opens the office when it is needed. */
  final class Opened implements LetterAccess {

    private final Supplier<DeadLetterOffice> opener;
    private @Nullable DeadLetterOffice opened;

    private Opened(final Supplier<DeadLetterOffice> opener) {
      this.opener = opener;
    }

    private synchronized DeadLetterOffice office() {
      DeadLetterOffice office = opened;
      if (office == null) {
        office = opener.get();
        opened = office;
      }
      return office;
    }

    @Override
    public boolean hasQueue(final String topic) {
      return office().hasQueue(topic);
    }

    @Override
    public LetterPage list(
        final String topic,
        final LetterFilter filter,
        final int limit,
        final @Nullable String cursor) {
      return office().list(topic, filter, limit, cursor);
    }

    @Override
    public LetterCount count(final String topic, final LetterFilter filter) {
      return office().count(topic, filter);
    }

    @Override
    public Optional<StoredLetter> find(final LetterId id, final LetterFilter filter) {
      return office().find(id, filter);
    }

    @Override
    public Optional<StoredLetter> replay(
        final LetterId id, final LetterFilter filter, final String actor) {
      return office().replay(id, filter, actor);
    }

    @Override
    public Optional<StoredLetter> discard(
        final LetterId id, final LetterFilter filter, final String actor) {
      return office().discard(id, filter, actor);
    }

    @Override
    public synchronized void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }
}
