package com.nexora.streams.correlation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the compact bytes of this room's store values: small numbers take one byte, texts carry
 * their length. Equal content gives equal bytes, so that "nothing changed" is an array comparison.
 */
final class StateWriter {

  private byte[] bytes = new byte[256];
  private int size;

  StateWriter octet(final int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  StateWriter flag(final boolean value) {
    return octet(value ? 1 : 0);
  }

  /** Eight bytes, big-endian: for what must stand at a fixed place. */
  StateWriter fixed(final long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  StateWriter real(final double value) {
    return fixed(Double.doubleToLongBits(value));
  }

  /** One to ten bytes: seven bits each, zigzag, so that numbers near zero are short. */
  StateWriter number(final long value) {
    reserve(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  StateWriter text(final String value) {
    final byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
    return this;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(final int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
