package com.nexora.streams.deadletter;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Makes the letter about a record that a processor has in hand. */
public final class RecordLetterReader {

  private RecordLetterReader() {}

  /**
   * The letter with the record whole, as far as a letter holds it; nothing is taken out of it yet.
   *
   * @param tenantId null if it cannot be told
   */
  public static DeadLetter read(
      final Record<byte[], byte[]> record,
      final Origin origin,
      final Failure failure,
      final @Nullable String tenantId) {
    return DeadLetters.of(
        origin,
        record.key(),
        record.value(),
        HeadersReader.read(record.headers()),
        failure,
        tenantId,
        record.timestamp());
  }
}
