package com.nexora.streams.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a list of letters, newest first.
 *
 * @param letters may be fewer than asked for, even none, although more follow
 * @param nextCursor where the next page begins; null: there is none
 */
public record LetterPage(List<LetterSummary> letters, @Nullable String nextCursor) {

  public LetterPage {
    letters = List.copyOf(letters);
  }
}
