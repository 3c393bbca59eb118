package com.nexora.streams.deadletter;

import com.nexora.events.DeadLetter;
import com.nexora.events.DeadLetterHeader;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.privacy.redact.Tally;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.SchemaException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets and personal data out of a letter before it enters its queue.
 *
 * <p>Bytes are overwritten in their place, so an Avro value stays one where its schema is known. A
 * letter that lost something is marked as cut: a replay then takes the original record. Redacting
 * twice changes nothing.
 */
public final class LetterRedaction {

  private final AvroSerdes serdes;

  public LetterRedaction(final AvroSerdes serdes) {
    this.serdes = serdes;
  }

  /** Redacts a letter in its place, and counts. */
  public void clean(final DeadLetter letter, final Redactor redactor, final Tally tally) {
    boolean changed = false;
    final byte[] value = bytes(letter.getValue());
    if (value != null) {
      final byte[] masked = value(value, redactor, tally);
      changed = masked != value;
      letter.setValue(ByteBuffer.wrap(masked));
    }
    final byte[] key = bytes(letter.getKey());
    if (key != null) {
      final byte[] masked = redactor.masked(key, Body.TYPED, tally);
      changed |= masked != key;
      letter.setKey(ByteBuffer.wrap(masked));
    }
    final List<DeadLetterHeader> headers = new ArrayList<>(letter.getHeaders().size());
    for (final DeadLetterHeader header : letter.getHeaders()) {
      final DeadLetterHeader clean = header(header, redactor, tally);
      changed |= clean != header;
      headers.add(clean);
    }
    letter.setHeaders(headers);
    letter.setErrorMessage(redactor.text(letter.getErrorMessage(), Body.FREE, "", tally));
    if (changed) {
      letter.setValueTruncated(true);
    }
  }

  private byte[] value(final byte[] value, final Redactor redactor, final Tally tally) {
    final Schema schema = writerOf(value);
    if (schema != null) {
      try {
        return redactor.maskedRecord(value, AvroSerdes.HEADER_BYTES, schema, tally);
      } catch (final IllegalArgumentException e) {
        // Cut, or no record of that schema: what it is nobody knows.
        return redactor.masked(value, Body.FREE, tally);
      }
    }
    return redactor.masked(value, Body.FREE, tally);
  }

  private @Nullable Schema writerOf(final byte[] value) {
    try {
      return serdes.writerOf(value).orElse(null);
    } catch (final SchemaException e) {
      return null;
    }
  }

  private static DeadLetterHeader header(
      final DeadLetterHeader header, final Redactor redactor, final Tally tally) {
    final String key = redactor.text(header.getKey(), Body.FREE, "", tally);
    final byte[] value = bytes(header.getValue());
    if (value == null) {
      return key.equals(header.getKey()) ? header : new DeadLetterHeader(key, null);
    }
    final byte[] masked = redactor.maskedValue(header.getKey(), value, Body.FREE, tally);
    return masked == value && key.equals(header.getKey())
        ? header
        : new DeadLetterHeader(key, ByteBuffer.wrap(masked));
  }

  private static byte @Nullable [] bytes(final @Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
