package com.nexora.streams.ingest;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.InFlight;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.deadletter.DeadLetters;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.LetterRedaction;
import com.nexora.streams.deadletter.RecordLetterReader;
import com.nexora.streams.ingest.WaitingStore.Waiting;
import com.nexora.streams.tenants.TenantRedactors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads records that do not pass into the letters about them, without their secrets. */
final class LetterReader {

  private final LetterRedaction redaction;
  private final TenantRedactors redactors;
  private final GateMetrics metrics;
  private final Predicate<ByteBuffer> isOurForm;

  /**
   * @param isOurForm whether a value is in a form of ours that must not be replayed
   */
  LetterReader(
      final LetterRedaction redaction,
      final TenantRedactors redactors,
      final GateMetrics metrics,
      final Predicate<ByteBuffer> isOurForm) {
    this.redaction = redaction;
    this.redactors = redactors;
    this.metrics = metrics;
    this.isOurForm = isOurForm;
  }

  /**
   * The letter about a refused record.
   *
   * @param tenantId null if it is not known
   */
  DeadLetter of(
      final Record<byte[], byte[]> record,
      final Origin origin,
      final Failure failure,
      final @Nullable String tenantId) {
    final DeadLetter letter = RecordLetterReader.read(record, origin, failure, tenantId);
    clean(letter);
    return letter;
  }

  /**
   * The letter about a record that could not be read. It is without the value: nobody can take
   * secrets out of that; a replay reads the record itself.
   */
  DeadLetter ofUnread(
      final Record<byte[], byte[]> record, final Origin origin, final Failure failure) {
    final DeadLetter letter = RecordLetterReader.read(record, origin, failure, null);
    letter.setValue(null);
    clean(letter);
    letter.setValueTruncated(true);
    return letter;
  }

  /** The letter about a waiting record of which only the place is left. */
  static DeadLetter ofLost(final Waiting waiting, final Failure failure) {
    final DeadLetter letter =
        DeadLetters.of(waiting.origin(), null, null, List.of(), failure, null, waiting.arrival());
    letter.setValueTruncated(true);
    letter.setValueSize(waiting.valueSize());
    return letter;
  }

  /** Takes secrets out of a letter about a record that came here, by the rules of its tenant. */
  void clean(final DeadLetter letter) {
    final ByteBuffer value = letter.getValue();
    final String tenantId = letter.getTenantId();
    final boolean ours = value != null && isOurForm.test(value);
    final TenantRedactors.Own own =
        tenantId == null ? redactors.everybody() : redactors.of(tenantId);
    final InFlight.Event inFlight = InFlight.ofThread().event();
    final byte[] whole = inFlight == null ? null : inFlight.record().value();
    redaction.clean(letter, whole, own.redactor(), own.tally());
    own.tally().drain(metrics::redacted);
    if (ours) {
      // Not to be replayed, since the record that a producer wrote is read again; and no form in
      // which data subjects could be found.
      letter.setValue(null);
      letter.setValueTruncated(true);
    }
  }
}
