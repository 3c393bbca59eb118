package com.nexora.streams.query;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Cursors of lists whose reader takes the last id itself: opaque and safe in a URL. */
final class Cursors {

  private static final String VERSION = "1";

  private Cursors() {}

  static @Nullable String of(final @Nullable String lastId) {
    return lastId == null
        ? null
        : Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString((VERSION + lastId).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The id in a cursor.
   *
   * @throws Problem 400 if it is none of ours
   */
  static @Nullable String text(final @Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      final String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (text.startsWith(VERSION) && cursor.equals(of(text.substring(1)))) {
        return text.substring(1);
      }
    } catch (final IllegalArgumentException e) {
      // refused below
    }
    throw Pages.badCursor();
  }
}
