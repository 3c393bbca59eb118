package com.nexora.streams.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds the composite keys of stores so that byte order is the order of the parts, part by part.
 *
 * <p>Variable-length parts end with {@code 00 01}, and a zero byte inside one is written {@code 00
 * FF}: a part that is a prefix of another sorts before it, and a range over one part never reaches
 * into its neighbour. Longs are big-endian with the sign bit flipped.
 */
public final class StoreKey {

  private static final int USUAL_BYTES = 64;
  private static final int END_BYTES = 2;

  private byte[] key;
  private int length;

  private StoreKey(final int expected) {
    key = new byte[expected];
  }

  /** Starts an empty key. */
  public static StoreKey of() {
    return new StoreKey(USUAL_BYTES);
  }

  /**
   * Starts an empty key.
   *
   * @param expected bytes that it will have, from 0; if it turns out so, nothing is copied
   */
  public static StoreKey of(final int expected) {
    return new StoreKey(expected);
  }

  /** Bytes of a variable-length part, if it has no zero byte and only ASCII. */
  public static int lengthOf(final String text) {
    return text.length() + END_BYTES;
  }

  /** Appends a variable-length part. */
  public StoreKey part(final byte[] bytes) {
    int zeros = 0;
    for (final byte one : bytes) {
      zeros += one == 0 ? 1 : 0;
    }
    reserve(bytes.length + zeros + END_BYTES);
    if (zeros == 0) {
      System.arraycopy(bytes, 0, key, length, bytes.length);
      length += bytes.length;
    } else {
      for (final byte one : bytes) {
        key[length++] = one;
        if (one == 0) {
          key[length++] = (byte) 0xFF;
        }
      }
    }
    return end();
  }

  /** Appends a text as its UTF-8 bytes. */
  public StoreKey part(final String text) {
    reserve(text.length() + END_BYTES);
    for (int i = 0; i < text.length(); i++) {
      final char one = text.charAt(i);
      if (one == 0 || one >= 0x80) {
        return part(text.getBytes(StandardCharsets.UTF_8));
      }
      key[length + i] = (byte) one;
    }
    length += text.length();
    return end();
  }

  private StoreKey end() {
    key[length] = 0;
    key[length + 1] = 1;
    length += END_BYTES;
    return this;
  }

  /** Appends a number so that smaller ones, negative ones included, sort first. */
  public StoreKey number(final long value) {
    reserve(Long.BYTES);
    final long flipped = value ^ Long.MIN_VALUE;
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      key[length++] = (byte) (flipped >>> shift);
    }
    return this;
  }

  /** Appends one byte as it is, to tell kinds of keys apart within a store. */
  public StoreKey kind(final char kind) {
    reserve(1);
    key[length++] = (byte) kind;
    return this;
  }

  /** Appends bytes as they are; only for a fixed length or as the last part. */
  public StoreKey raw(final byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, key, length, bytes.length);
    length += bytes.length;
    return this;
  }

  private void reserve(final int more) {
    if (length + more > key.length) {
      key = Arrays.copyOf(key, Math.max(length + more, 2 * key.length));
    }
  }

  /** The key so far. A full array may be given away: whatever is appended next needs another. */
  public byte[] bytes() {
    return length == key.length ? key : Arrays.copyOf(key, length);
  }

  /**
   * The smallest key that is larger than every key with this prefix, for exclusive upper bounds.
   */
  public static byte[] after(final byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        final byte[] next = Arrays.copyOf(prefix, i + 1);
        next[i]++;
        return next;
      }
    }
    throw new IllegalArgumentException("a prefix of FF bytes only has no successor");
  }
}
