package com.nexora.streams.catalogue;

import java.util.List;

/** The closed lists of words that describe an act of the trail. */
public final class ActWords {

  /** What kind of act it is. */
  public static final List<String> CATEGORIES =
      List.of(
          "DATA_ACCESS",
          "DATA_MODIFICATION",
          "AUTHENTICATION",
          "AUTHORIZATION",
          "CONFIGURATION",
          "SECURITY",
          "SYSTEM");

  /** How grave it is, ascending. */
  public static final List<String> SEVERITIES =
      List.of("INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL");

  /** How it ended. */
  public static final List<String> OUTCOMES = List.of("success", "failure");

  private ActWords() {}
}
