package com.nexora.streams.query;

import com.nexora.streams.analytics.PaneSeries;
import com.nexora.streams.analytics.Window;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a ranking starts. Holds the first page's end of the window, so that all pages
 * rank the same minutes, whatever the clock says by then.
 *
 * @param list what is ranked, by what and over which window: a cursor of another list is refused
 * @param at end of the window, epoch milliseconds
 * @param from rank of the first item, from 0
 */
record RankingCursor(String list, long at, int from) {

  /**
   * The start of a page.
   *
   * @param cursor as sent, null for the first page
   * @param at as sent, null for now
   * @throws Problem 400 if the cursor is not one of this list
   */
  static RankingCursor of(
      final @Nullable String cursor,
      final PaneSeries.Family family,
      final Ranking ranking,
      final Window window,
      final @Nullable Long at,
      final Clock clock) {
    final String list = family + "," + ranking.label() + "," + window.label();
    final String text = Cursors.text(cursor);
    if (text == null) {
      return new RankingCursor(list, at == null ? clock.millis() : at, 0);
    }
    final String[] parts = text.split(";", -1);
    try {
      if (parts.length == 3 && parts[0].equals(list)) {
        final RankingCursor start =
            new RankingCursor(list, Times.parse(parts[1]), Integer.parseInt(parts[2]));
        if (start.from() >= 0 && (at == null || at == start.at())) {
          return start;
        }
      }
    } catch (final IllegalArgumentException e) {
      // refused below
    }
    throw Pages.badCursor();
  }

  /** The cursor of the page that starts at this rank. */
  @Nullable String next(final int rank) {
    return Cursors.of(list + ";" + at + ";" + rank);
  }
}
