package com.nexora.streams.deadletter;

import com.nexora.events.DeadLetter;
import com.nexora.events.DeadLetterHeader;
import com.nexora.streams.catalogue.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the envelope of a record that could not be processed (REQUIREMENTS Q1).
 *
 * <p>Everything in it is cut to a bound, so that the letter about a record that was too large is
 * itself never too large: a letter stays below 400 KiB, and a broker takes 1 MiB.
 */
public final class DeadLetters {

  /** Longest stored value, in bytes; the rest is read again from the original's coordinates. */
  public static final int MAX_VALUE_BYTES = 256 * 1024;

  /** Longest stored key, in bytes. */
  public static final int MAX_KEY_BYTES = 16 * 1024;

  /** Most stored headers, and the longest stored value of one, in bytes. */
  public static final int MAX_HEADERS = 32;

  static final int MAX_HEADER_BYTES = 2 * 1024;
  static final int MAX_HEADER_NAME = 256;
  static final int MAX_MESSAGE = 1024;
  private static final int MAX_TENANT_BYTES = 256;

  private DeadLetters() {}

  /**
   * What was wrong with a record.
   *
   * @param reason short code, e.g. {@code undecodable}
   * @param errorClass class of the error, or of the check that refused the record
   * @param message what is wrong, where, and what to do; without payload
   * @param attempts attempts made, from 1
   */
  public record Failure(String reason, String errorClass, String message, int attempts) {

    /** A failure that no second attempt can change. */
    public static Failure atOnce(
        final String reason, final Class<?> errorClass, final String message) {
      return new Failure(reason, errorClass.getName(), message, 1);
    }
  }

  /**
   * The letter about one record.
   *
   * @param origin where the record first stood
   * @param key its key, null if none
   * @param value its value, null if none
   * @param headers its headers
   * @param failure what was wrong
   * @param tenantId its tenant, null if that could not be read
   * @param failedAt when it failed, epoch milliseconds; inside a topology the record's arrival, so
   *     that a replay writes the same letter (the letter's own Kafka timestamp is the wall clock)
   */
  public static DeadLetter of(
      final Origin origin,
      final byte @Nullable [] key,
      final byte @Nullable [] value,
      final List<DeadLetterHeader> headers,
      final Failure failure,
      final @Nullable String tenantId,
      final long failedAt) {
    return DeadLetter.newBuilder()
        .setOriginalTopic(origin.topic())
        .setOriginalPartition(origin.partition())
        .setOriginalOffset(origin.offset())
        .setKey(buffer(key, MAX_KEY_BYTES))
        .setValue(buffer(value, MAX_VALUE_BYTES))
        .setValueTruncated(value != null && value.length > MAX_VALUE_BYTES)
        .setValueSize(value == null ? -1 : value.length)
        .setHeaders(capped(headers))
        .setReason(failure.reason())
        .setErrorClass(failure.errorClass())
        .setErrorMessage(cut(failure.message(), MAX_MESSAGE))
        .setFailedAt(failedAt)
        .setAttempts(failure.attempts())
        .setTenantId(fits(tenantId) ? tenantId : null)
        .build();
  }

  private static List<DeadLetterHeader> capped(final List<DeadLetterHeader> headers) {
    final List<DeadLetterHeader> kept = new ArrayList<>(Math.min(headers.size(), MAX_HEADERS));
    for (final DeadLetterHeader header :
        headers.subList(0, Math.min(headers.size(), MAX_HEADERS))) {
      final ByteBuffer value = header.getValue();
      final ByteBuffer view = value == null ? null : value.duplicate();
      if (view != null && view.remaining() > MAX_HEADER_BYTES) {
        view.limit(view.position() + MAX_HEADER_BYTES);
      }
      kept.add(new DeadLetterHeader(cut(header.getKey(), MAX_HEADER_NAME), view));
    }
    return kept;
  }

  private static @Nullable ByteBuffer buffer(final byte @Nullable [] bytes, final int limit) {
    return bytes == null ? null : ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, limit));
  }

  private static String cut(final String text, final int limit) {
    return text.length() <= limit ? text : text.substring(0, limit);
  }

  private static boolean fits(final @Nullable String tenantId) {
    return tenantId != null
        && tenantId.length() <= MAX_TENANT_BYTES
        && tenantId.getBytes(StandardCharsets.UTF_8).length <= MAX_TENANT_BYTES;
  }
}
