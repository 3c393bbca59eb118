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
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets, personal data and the ids of data subjects out of a letter before it enters its
 * queue.
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
    clean(letter, null, redactor, tally);
  }

  /**
   * Redacts a letter in its place, and counts.
   *
   * @param whole the value of which the letter may hold only the beginning: who is named behind it
   *     may stand in it, or in its key if it holds no value; null if nobody has it
   */
  public void clean(
      final DeadLetter letter,
      final byte @Nullable [] whole,
      final Redactor redactor,
      final Tally tally) {
    boolean changed = false;
    tally.takeSubjects(); // of the event behind the letter
    final byte[] value = bytes(letter.getValue());
    if (whole != null) {
      if (value == null) {
        redactor.meetSubjects(whole, tally); // Nobody may ask the registry for it.
      } else if (whole.length > value.length) {
        meet(whole, redactor, tally);
      }
    }
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
    final Set<String> subjects = tally.takeSubjects();
    if (!subjects.isEmpty()) {
      changed |= mask(letter, redactor, subjects);
    }
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
        redactor.meetSubjects(value, tally);
        return redactor.masked(value, Body.FREE, tally);
      }
    }
    redactor.meetSubjects(value, tally);
    return redactor.masked(value, Body.FREE, tally);
  }

  /** Notes who is named in a value. */
  private void meet(final byte[] value, final Redactor redactor, final Tally tally) {
    final Schema schema = writerOf(value);
    if (schema == null) {
      redactor.meetSubjects(value, tally);
    } else {
      redactor.meetSubjects(value, AvroSerdes.HEADER_BYTES, schema, tally);
    }
  }

  /** Overwrites the ids of data subjects that the letter named, wherever else they stand in it. */
  private boolean mask(
      final DeadLetter letter, final Redactor redactor, final Set<String> subjects) {
    boolean changed = false;
    final byte[] value = bytes(letter.getValue());
    if (value != null) {
      final byte[] masked = mask(value, redactor, subjects);
      changed = masked != value;
      letter.setValue(ByteBuffer.wrap(masked));
    }
    final byte[] key = bytes(letter.getKey());
    if (key != null) {
      final byte[] masked = redactor.maskedSubjects(key, subjects);
      changed |= masked != key;
      letter.setKey(ByteBuffer.wrap(masked));
    }
    for (final DeadLetterHeader header : letter.getHeaders()) {
      final byte[] text = bytes(header.getValue());
      if (text != null) {
        final byte[] masked = redactor.maskedSubjects(text, subjects);
        changed |= masked != text;
        header.setValue(ByteBuffer.wrap(masked));
      }
    }
    return changed;
  }

  private byte[] mask(final byte[] value, final Redactor redactor, final Set<String> subjects) {
    final Schema schema = writerOf(value);
    return schema == null
        ? redactor.maskedSubjects(value, subjects)
        : redactor.maskedSubjects(value, AvroSerdes.HEADER_BYTES, schema, subjects);
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
