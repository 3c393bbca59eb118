package com.nexora.streams.ingest.foreign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The frameworks that a document or a log's context is tagged with: their rules decide how long an
 * act is kept and whether it is encrypted, so tags must not get lost on the way to the trail.
 */
final class Frameworks {

  private static final int MOST = 16;
  private static final int LONGEST = 64;
  private static final String WORD = "framework";

  private Frameworks() {}

  /**
   * The tags of an object: {@code frameworks} or {@code framework}, a list or a text with commas.
   */
  static List<String> of(final JsonFields fields) {
    final List<String> tags = new ArrayList<>();
    for (final String name : new String[] {WORD + 's', WORD}) {
      for (final String text : fields.texts(name)) {
        for (final String tag : text.split(",", MOST + 1)) {
          if (!tag.isBlank() && tag.length() <= LONGEST && tags.size() < MOST) {
            tags.add(tag.strip().toUpperCase(Locale.ROOT));
          }
        }
      }
    }
    return tags;
  }

  /** The tags of a context; read only if it may have some. */
  static List<String> of(final String context) {
    if (!context.contains(WORD)) {
      return List.of();
    }
    try {
      return of(JsonFields.read(context));
    } catch (final IOException e) {
      // More fields than are looked through: none of them is a tag then.
      return List.of();
    }
  }
}
