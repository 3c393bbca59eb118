package com.nexora.streams.deadletter;

import com.nexora.events.DeadLetter;
import com.nexora.events.DeadLetterHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A letter as it lies in its queue.
 *
 * @param summary all but the content
 * @param letter the letter
 */
public record StoredLetter(LetterSummary summary, DeadLetter letter) {

  /** The same after something was done with it. */
  public StoredLetter marked(final LetterMark mark) {
    return new StoredLetter(summary.marked(mark), letter);
  }

  /** As a JSON object with key, value and headers of the record as base64. */
  public Map<String, Object> fields() {
    final Map<String, Object> fields = summary.fields();
    fields.put("key", base64(letter.getKey()));
    fields.put("value", base64(letter.getValue()));
    fields.put("valueTruncated", letter.getValueTruncated());
    final List<Map<String, Object>> headers = new ArrayList<>();
    for (final DeadLetterHeader header : letter.getHeaders()) {
      final Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", header.getKey());
      one.put("value", base64(header.getValue()));
      headers.add(one);
    }
    fields.put("headers", headers);
    fields.put("contentShown", true);
    return fields;
  }

  /** As a JSON object with the same fields, without what is of the record itself. */
  public Map<String, Object> withheld() {
    final Map<String, Object> fields = summary.fields();
    fields.put("key", null);
    fields.put("value", null);
    fields.put("valueTruncated", letter.getValueTruncated());
    fields.put("headers", List.of());
    fields.put("contentShown", false);
    return fields;
  }

  private static @Nullable String base64(final @Nullable ByteBuffer bytes) {
    return bytes == null
        ? null
        : new String(
            Base64.getEncoder().encode(bytes.duplicate()).array(),
            java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
