package com.nexora.streams.audit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A draft of the inbox as it stands there, for sealing it without taking it apart: an entry ends
 * with the draft's own Avro binary, so decoding and encoding it again would give the same bytes.
 *
 * <p>That holds for bytes as Avro writes them and maps sorted by key, as this product writes its
 * inbox. So this is strict: whatever decoding and encoding could change is refused, and the caller
 * takes the long way. A property test holds both ways against each other. Not thread-safe.
 */
final class DraftView {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Set in eight bytes of which one is no ASCII. */
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private final ByteCursor cursor = new ByteCursor();
  private byte[] data = new byte[0];
  private boolean plain;

  private int start;
  private int end;
  private @Nullable String id;
  private @Nullable String tenant;
  private int idAt;
  private int idLength;
  private int tenantAt;
  private int tenantLength;
  private int typeAt;
  private int typeLength;
  private int correlationAt;
  private int correlationLength;
  private long occurredAt;
  private boolean encrypted;
  private boolean hasCiphertext;

  /** Reads {@code bytes[from, to)}; false if it is not to the byte what this version writes. */
  boolean read(final byte[] bytes, final int from, final int to) {
    data = bytes;
    start = from;
    end = to;
    plain = true;
    id = null;
    tenant = null;
    cursor.over(bytes, from, to);
    head();
    tail();
    return plain && cursor.ended() && !cursor.padded();
  }

  private void head() {
    idAt = text();
    idLength = cursor.length();
    tenantAt = text();
    tenantLength = cursor.length();
    typeAt = text();
    typeLength = cursor.length();
    text(); // category
    text(); // severity
    text(); // action
    text(); // description
    text(); // actor
    optionalText(); // agent
    text(); // resource
    text(); // outcome
    text(); // payload
    texts(); // frameworks
    correlationLength = -1;
    if (cursor.present()) {
      correlationAt = text();
      correlationLength = cursor.length();
    }
  }

  private void tail() {
    occurredAt = cursor.number();
    encrypted = flag();
    hasCiphertext = cursor.present();
    if (hasCiphertext) {
      cursor.bytes();
    }
    optionalText(); // encryption_key
    if (cursor.present()) {
      cursor.bytes(); // key_commitment
    }
    if (cursor.present()) {
      cursor.number(); // retention_until
    }
    text(); // retention_class
    texts(); // subjects
    text(); // source_topic
    cursor.intNumber(); // source_partition
    cursor.number(); // source_offset
    metadata();
  }

  private boolean flag() {
    final int at = cursor.skip(1);
    if (cursor.bad() || (data[at] & ~1) != 0) {
      plain = false;
      return false;
    }
    return data[at] == 1;
  }

  private void optionalText() {
    if (cursor.present()) {
      text();
    }
  }

  private int text() {
    final int at = cursor.bytes();
    if (!isText(at, cursor.length())) {
      plain = false;
    }
    return at;
  }

  /** Whether a string of these bytes has these bytes again. */
  private boolean isText(final int at, final int length) {
    if (isAscii(at, length)) {
      return true;
    }
    final byte[] again =
        new String(data, at, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(again, 0, again.length, data, at, at + length);
  }

  /** An array of texts, in one block. */
  private void texts() {
    final long count = cursor.number();
    for (long i = 0; i < count && !cursor.bad(); i++) {
      text();
    }
    endOfItems(count);
  }

  private void endOfItems(final long count) {
    if (count < 0 || count > 0 && cursor.number() != 0) {
      plain = false;
    }
  }

  /** A map of texts, in one block, its keys ASCII and ascending. */
  private void metadata() {
    final long count = cursor.number();
    int lastAt = 0;
    int lastLength = -1;
    for (long i = 0; i < count && !cursor.bad(); i++) {
      final int at = cursor.bytes();
      final int length = cursor.length();
      if (!isAscii(at, length)
          || lastLength >= 0
              && Arrays.compare(data, lastAt, lastAt + lastLength, data, at, at + length) >= 0) {
        plain = false;
      }
      lastAt = at;
      lastLength = length;
      text();
    }
    endOfItems(count);
  }

  private boolean isAscii(final int at, final int length) {
    final int end = at + length;
    int i = at;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      if (((long) LONGS.get(data, i) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; i < end; i++) {
      if (data[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** The array that the draft stands in. */
  byte[] data() {
    return data;
  }

  /** Where its Avro binary starts. */
  int start() {
    return start;
  }

  /** Where its Avro binary ends. */
  int end() {
    return end;
  }

  /** Bytes of the audit id. */
  int idLength() {
    return idLength;
  }

  /** Bytes of the tenant id. */
  int tenantLength() {
    return tenantLength;
  }

  /** Whether these are the UTF-8 bytes of the tenant id. */
  boolean isTenant(final byte[] bytes) {
    return Arrays.equals(bytes, 0, bytes.length, data, tenantAt, tenantAt + tenantLength);
  }

  String auditId() {
    if (id == null) {
      id = string(idAt, idLength);
    }
    return id;
  }

  String tenantId() {
    if (tenant == null) {
      tenant = string(tenantAt, tenantLength);
    }
    return tenant;
  }

  String eventType() {
    return string(typeAt, typeLength);
  }

  /** Correlation id; the audit id where the act has none. */
  String correlationId() {
    return correlationLength < 0 ? auditId() : string(correlationAt, correlationLength);
  }

  /** Event time, epoch milliseconds. */
  long occurredAt() {
    return occurredAt;
  }

  /** Whether it says that it is encrypted and holds no ciphertext. */
  boolean demandsEncryption() {
    return encrypted && !hasCiphertext;
  }

  private String string(final int at, final int length) {
    return new String(data, at, length, StandardCharsets.UTF_8);
  }
}
