package com.nexora.streams.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The category of an act of which only a word is known. The first row that holds one of its stems
 * wins, so that {@code grant.read} is an authorization and no access.
 */
public final class ActionCategory {

  private static final Map<String, List<String>> STEMS = new LinkedHashMap<>();

  static {
    STEMS.put("AUTHENTICATION", List.of("login", "logout", "logon", "logoff", "authenticat"));
    STEMS.put("AUTHORIZATION", List.of("grant", "revoke", "permission", "role", "authoriz"));
    STEMS.put("CONFIGURATION", List.of("config", "setting", "enable", "disable"));
    STEMS.put(
        "DATA_MODIFICATION",
        List.of("create", "update", "delete", "modif", "write", "upload", "import", "change"));
    STEMS.put(
        "DATA_ACCESS",
        List.of("read", "view", "access", "download", "export", "search", "query", "print"));
  }

  private ActionCategory() {}

  /** The category; SYSTEM if the word says nothing. */
  public static String of(final String action) {
    final String word = action.toLowerCase(Locale.ROOT);
    for (final Map.Entry<String, List<String>> row : STEMS.entrySet()) {
      for (final String stem : row.getValue()) {
        if (word.contains(stem)) {
          return row.getKey();
        }
      }
    }
    return "SYSTEM";
  }
}
