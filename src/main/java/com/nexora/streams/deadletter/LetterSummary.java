package com.nexora.streams.deadletter;

import com.nexora.events.DeadLetter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A letter without the content of its record: what a list shows.
 *
 * @param id where it stands
 * @param storedAt when it came there, epoch milliseconds of the broker
 * @param partition partition of the original
 * @param offset offset of the original
 * @param tenantId null if it could not be read
 * @param reason short code
 * @param errorClass class of the error
 * @param errorMessage what was wrong, without payload
 * @param failedAt epoch milliseconds
 * @param attempts from 1
 * @param valueSize bytes of the original's value, -1 if it had none
 * @param whole whether the letter holds all of the original
 * @param replays how often the record had been replayed when it failed
 * @param mark what was done with it; null: it is open
 */
public record LetterSummary(
    LetterId id,
    long storedAt,
    int partition,
    long offset,
    @Nullable String tenantId,
    String reason,
    String errorClass,
    String errorMessage,
    long failedAt,
    int attempts,
    int valueSize,
    boolean whole,
    int replays,
    @Nullable LetterMark mark) {

  /** The summary of a letter. */
  public static LetterSummary of(
      final LetterId id,
      final long storedAt,
      final DeadLetter letter,
      final @Nullable LetterMark mark) {
    return new LetterSummary(
        id,
        storedAt,
        letter.getOriginalPartition(),
        letter.getOriginalOffset(),
        letter.getTenantId(),
        letter.getReason(),
        letter.getErrorClass(),
        letter.getErrorMessage(),
        letter.getFailedAt(),
        letter.getAttempts(),
        letter.getValueSize(),
        Replay.isWhole(letter),
        Replay.count(letter.getHeaders()),
        mark);
  }

  public LetterState state() {
    return mark == null ? LetterState.OPEN : mark.state();
  }

  LetterSummary marked(final LetterMark done) {
    return new LetterSummary(
        id,
        storedAt,
        partition,
        offset,
        tenantId,
        reason,
        errorClass,
        errorMessage,
        failedAt,
        attempts,
        valueSize,
        whole,
        replays,
        done);
  }

  /** As a JSON object: the one form of HTTP and commands. */
  public Map<String, Object> fields() {
    final Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("letterId", id.within());
    fields.put("topic", id.topic());
    fields.put("partition", id.partition());
    fields.put("offset", id.offset());
    fields.put("storedAt", Instant.ofEpochMilli(storedAt).toString());
    fields.put("originalPartition", partition);
    fields.put("originalOffset", offset);
    fields.put("tenantId", tenantId);
    fields.put("reason", reason);
    fields.put("errorClass", errorClass);
    fields.put("errorMessage", errorMessage);
    fields.put("failedAt", Instant.ofEpochMilli(failedAt).toString());
    fields.put("attempts", attempts);
    fields.put("valueSize", valueSize);
    fields.put("whole", whole);
    fields.put("replays", replays);
    fields.put("state", state().text());
    fields.put("changedAt", mark == null ? null : Instant.ofEpochMilli(mark.at()).toString());
    fields.put("changedBy", mark == null ? null : mark.by());
    fields.put(
        "replayedTo", mark == null || mark.replayedTo().isEmpty() ? null : mark.replayedTo());
    return fields;
  }
}
