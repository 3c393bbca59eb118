package com.nexora.streams.compliance;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tests that must all hold; cheap ones run first.
 *
 * @param tests never empty
 */
record Condition(List<ActTest> tests) {

  Condition {
    tests = tests.stream().sorted(Comparator.comparingInt(ActTest::cost)).toList();
  }

  boolean holds(final Act act) {
    for (int i = 0; i < tests.size(); i++) {
      if (!tests.get(i).holds(act)) {
        return false;
      }
    }
    return true;
  }

  /** The tests in words. */
  String words() {
    return tests.stream().map(ActTest::words).collect(Collectors.joining(" and "));
  }

  /** Places of payloads that it looks at. */
  Set<String> paths() {
    final Set<String> paths = new TreeSet<>();
    for (final ActTest test : tests) {
      if (test instanceof ActTest.PayloadGiven given) {
        paths.add(given.path());
      } else if (test instanceof ActTest.PayloadText text) {
        paths.add(text.path());
      } else if (test instanceof ActTest.PayloadNumber number) {
        paths.add(number.path());
      }
    }
    return paths;
  }
}
