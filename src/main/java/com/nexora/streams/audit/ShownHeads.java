package com.nexora.streams.audit;

import com.nexora.streams.audit.PublishedLog.Head;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of a log's signed heads is handed out.
 *
 * <p>A head is published as soon as it is signed and once more when witnesses have cosigned it. Who
 * insists on witnesses refuses the first of the two, so while they are asked the newest one that
 * they did sign is shown; not for ever, since a witness that is gone must not stop the log.
 *
 * @param newest the newest head; null if there is none
 * @param cosigned the newest that enough witnesses signed; null if there is none
 * @param since when the first head behind the cosigned one came, in {@link System#nanoTime}
 */
record ShownHeads(@Nullable Head newest, @Nullable Head cosigned, long since) {

  static final ShownHeads NONE = new ShownHeads(null, null, 0);

  /** With a head that stands behind these. */
  ShownHeads with(final Head head, final boolean enough, final long now) {
    final boolean newer = newest == null || head.size() >= newest.size();
    final boolean newerCosigned = enough && (cosigned == null || head.size() >= cosigned.size());
    return new ShownHeads(
        newer ? head : newest,
        newerCosigned ? head : cosigned,
        waiting() && !newerCosigned ? since : now);
  }

  /** Whether a head has come that witnesses have not signed yet. */
  private boolean waiting() {
    return newest != null && newest != cosigned;
  }

  /**
   * The one to hand out.
   *
   * @param wanted leaves that it should cover
   * @param patience how long witnesses may take
   */
  Optional<Head> shown(final long wanted, final Duration patience) {
    final Head signed = cosigned;
    if (signed != null
        && signed != newest
        && signed.size() >= wanted
        && System.nanoTime() - since < patience.toNanos()) {
      return Optional.of(signed);
    }
    return Optional.ofNullable(newest);
  }
}
