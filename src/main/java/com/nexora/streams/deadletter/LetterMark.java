package com.nexora.streams.deadletter;

import com.nexora.streams.catalogue.FlatJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What was done with a letter, kept beside the queue, since a letter itself cannot be changed.
 *
 * <p>Lives in {@link com.nexora.streams.catalogue.Topics#DLQ_MARKS}, compacted, under {@link #key}.
 *
 * @param state {@link LetterState#REPLAYED} or {@link LetterState#DISCARDED}
 * @param at epoch milliseconds
 * @param by who did it
 * @param replayedTo coordinates of the record that the replay wrote; empty if it was discarded
 */
public record LetterMark(LetterState state, long at, String by, String replayedTo) {

  /** Key of a letter's record. */
  public static byte[] key(final LetterId letter) {
    return letter.text().getBytes(StandardCharsets.UTF_8);
  }

  /** The mark as one JSON object. */
  public byte[] json() {
    return FlatJson.write(
        Map.of("state", state.text(), "at", at, "by", by, "replayedTo", replayedTo));
  }

  /**
   * Reads a mark.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static LetterMark parse(final byte[] json) {
    final FlatJson fields = FlatJson.read(json);
    return new LetterMark(
        LetterState.of(fields.text("state"))
            .filter(state -> state != LetterState.OPEN)
            .orElseThrow(() -> new IllegalArgumentException("the state is none of ours")),
        fields.number("at"),
        fields.textOr("by", ""),
        fields.textOr("replayedTo", ""));
  }
}
