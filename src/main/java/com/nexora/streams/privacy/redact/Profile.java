package com.nexora.streams.privacy.redact;

/**
 * The rules for one kind of body, made ready.
 *
 * @param keys rules by key
 * @param secretKeys those of them that are about secrets, for text
 * @param kinds bits of the kinds of values that are looked for
 * @param actions by number of the rule
 * @param maxDepth most containers around a value
 * @param typed whether types stay as they are
 * @param firstLook tells which texts need no scan for secret keys
 */
record Profile(
    KeyPatterns keys,
    KeyPatterns secretKeys,
    int kinds,
    Action[] actions,
    int maxDepth,
    boolean typed,
    FirstLook firstLook) {

  Profile(
      final KeyPatterns keys,
      final KeyPatterns secretKeys,
      final int kinds,
      final Action[] actions,
      final int maxDepth,
      final boolean typed) {
    this(keys, secretKeys, kinds, actions, maxDepth, typed, new FirstLook(secretKeys));
  }
}
