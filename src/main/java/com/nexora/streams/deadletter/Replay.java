package com.nexora.streams.deadletter;

import com.nexora.events.DeadLetter;
import com.nexora.events.DeadLetterHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The record that a letter is about, made to go once more through the topic that it came by.
 *
 * @param topic the original topic
 * @param partition the original partition
 * @param key the original key, null if none
 * @param value the original value, null if none
 * @param headers the original headers behind those of the replay
 * @param number which replay of the record this is, from 1
 */
public record Replay(
    String topic,
    int partition,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<DeadLetterHeader> headers,
    int number) {

  /** Header that counts the replays of a record, so that no record goes round for ever. */
  public static final String COUNT_HEADER = "dlq-replays";

  /**
   * Header that names the letter that was replayed; the gate heeds it with a {@link ReplayProof}.
   */
  public static final String LETTER_HEADER = "dlq-letter";

  /** Replays of one record, unless somebody decides otherwise. */
  public static final int DEFAULT_CAP = 3;

  private static final Set<String> OURS = Set.of(COUNT_HEADER, LETTER_HEADER, ReplayProof.HEADER);
  private static final int MAX_DIGITS = 6;

  /**
   * A record as it stands on its topic.
   *
   * @param key null if none
   * @param value null if none
   * @param headers all of them
   */
  public record Original(
      byte @Nullable [] key, byte @Nullable [] value, List<DeadLetterHeader> headers) {}

  /**
   * The replay of an original.
   *
   * @param proof shows the gate that it is the product's own, if there is a key
   */
  public static Replay of(
      final LetterId id,
      final DeadLetter letter,
      final Original original,
      final ReplayProof proof) {
    final int number = count(letter.getHeaders()) + 1;
    final List<DeadLetterHeader> headers = new ArrayList<>();
    // In front, since a letter keeps the first headers only.
    headers.add(header(COUNT_HEADER, Integer.toString(number)));
    headers.add(header(LETTER_HEADER, id.text()));
    if (proof.isAble()) {
      final byte[] proven =
          proof.of(
              new ReplayProof.Claim(
                  id.text(),
                  letter.getOriginalTopic(),
                  letter.getOriginalPartition(),
                  original.key(),
                  original.value()));
      headers.add(new DeadLetterHeader(ReplayProof.HEADER, ByteBuffer.wrap(proven)));
    }
    for (final DeadLetterHeader header : original.headers()) {
      if (!OURS.contains(header.getKey())) {
        headers.add(header);
      }
    }
    return new Replay(
        letter.getOriginalTopic(),
        letter.getOriginalPartition(),
        original.key(),
        original.value(),
        List.copyOf(headers),
        number);
  }

  /** Whether a letter holds all of its record: if not, the original must be read again. */
  public static boolean isWhole(final DeadLetter letter) {
    final ByteBuffer key = letter.getKey();
    return !letter.getValueTruncated()
        && (key == null || key.remaining() < DeadLetters.MAX_KEY_BYTES)
        && letter.getHeaders().size() < DeadLetters.MAX_HEADERS
        && letter.getHeaders().stream().noneMatch(Replay::mayBeCut);
  }

  /**
   * Whether the gate may have let the record in before something behind it failed: then it passes
   * once more only with a {@link ReplayProof}.
   */
  public static boolean mayHavePassed(final DeadLetter letter) {
    return letter.getReason().equals(Failures.PROCESSING)
        || letter.getReason().equals(Failures.OUTPUT_TOO_LARGE);
  }

  /** What the letter holds of its record. */
  public static Original copy(final DeadLetter letter) {
    return new Original(bytes(letter.getKey()), bytes(letter.getValue()), letter.getHeaders());
  }

  /**
   * Whether a record that stands where the letter's record stood is that record: topics are made
   * anew, and then offsets begin anew. Content cannot be compared, since secrets are taken out of
   * letters.
   *
   * @param arrival of the record that stands there, epoch milliseconds of the broker
   */
  public static boolean matches(
      final DeadLetter letter, final Original original, final long arrival) {
    final byte[] value = original.value();
    return letter.getValueSize() == (value == null ? -1 : value.length)
        && arrival <= letter.getFailedAt();
  }

  /** How often a record with these headers has been replayed. */
  public static int count(final List<DeadLetterHeader> headers) {
    for (final DeadLetterHeader header : headers) {
      if (header.getKey().equals(COUNT_HEADER)) {
        return number(bytes(header.getValue()));
      }
    }
    return 0;
  }

  private static int number(final byte @Nullable [] digits) {
    if (digits == null || digits.length == 0 || digits.length > MAX_DIGITS) {
      return 0;
    }
    int number = 0;
    for (final byte digit : digits) {
      if (digit < '0' || digit > '9') {
        return 0;
      }
      number = 10 * number + digit - '0';
    }
    return number;
  }

  private static boolean mayBeCut(final DeadLetterHeader header) {
    final ByteBuffer value = header.getValue();
    return header.getKey().length() >= DeadLetters.MAX_HEADER_NAME
        || (value != null && value.remaining() >= DeadLetters.MAX_HEADER_BYTES);
  }

  private static DeadLetterHeader header(final String name, final String value) {
    return new DeadLetterHeader(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte @Nullable [] bytes(final @Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    final byte[] bytes = new byte[buffer.remaining()];
    Objects.requireNonNull(buffer).duplicate().get(bytes);
    return bytes;
  }
}
