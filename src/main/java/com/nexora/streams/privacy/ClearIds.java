package com.nexora.streams.privacy;

import com.nexora.events.AuditEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts pseudonyms where ids of data subjects stand in clear in an entry's texts.
 *
 * <p>An id of {@value #ANYWHERE_FROM} characters or more is replaced wherever it occurs, also
 * within a word ({@code user:cust-123}, {@code cust-123.pdf}); a shorter one only as a word of its
 * own, else the id {@code 7} would take every number apart.
 */
final class ClearIds {

  private static final int ANYWHERE_FROM = 4;

  private static final Comparator<String> LONGEST_FIRST =
      Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());

  private final Map<String, String> pseudonyms;

  /**
   * @param pseudonyms by id, longest ids first
   */
  ClearIds(final Map<String, String> pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /** Replaces them in every text of the act but those with a fixed set of values. */
  void removeFrom(final AuditEvent act, final java.util.function.UnaryOperator<String> newId) {
    final String id = act.getAuditId();
    if (!replaced(id).equals(id)) {
      act.setAuditId(newId.apply(id));
    }
    act.setAction(replaced(act.getAction()));
    act.setDescription(replaced(act.getDescription()));
    act.setActor(replaced(act.getActor()));
    act.setAgent(replacedOrNull(act.getAgent()));
    act.setResource(replaced(act.getResource()));
    act.setCorrelationId(replacedOrNull(act.getCorrelationId()));
    final Map<String, String> metadata = new TreeMap<>();
    act.getMetadata().forEach((name, text) -> metadata.put(replaced(name), replaced(text)));
    act.setMetadata(metadata);
  }

  String replaced(final String text) {
    String result = text;
    for (final Map.Entry<String, String> entry : pseudonyms.entrySet()) {
      if (result.contains(entry.getKey())) {
        result = replaced(result, entry.getKey(), entry.getValue());
      }
    }
    return result;
  }

  private @Nullable String replacedOrNull(final @Nullable String text) {
    return text == null ? null : replaced(text);
  }

  private static String replaced(final String text, final String id, final String pseudonym) {
    if (id.length() >= ANYWHERE_FROM) {
      return text.replace(id, pseudonym);
    }
    final StringBuilder out = new StringBuilder(text.length() + pseudonym.length());
    int done = 0;
    for (int at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
      final int end = at + id.length();
      if (at >= done && isEdge(text, at - 1) && isEdge(text, end)) {
        out.append(text, done, at).append(pseudonym);
        done = end;
      }
    }
    return out.append(text, done, text.length()).toString();
  }

  private static boolean isEdge(final String text, final int index) {
    return index < 0 || index >= text.length() || !Character.isLetterOrDigit(text.charAt(index));
  }

  /** Orders ids so that one within another is replaced after it. */
  static List<String> longestFirst(final java.util.Collection<String> ids) {
    final List<String> sorted = new ArrayList<>(ids);
    sorted.sort(LONGEST_FIRST);
    return sorted;
  }
}
