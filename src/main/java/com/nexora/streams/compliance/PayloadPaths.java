package com.nexora.streams.compliance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places in payloads that some rules look at: {@code order.customer.id}, or {@code **.email}
 * for a name at any depth. Lists are looked through. Names are compared without case, {@code _} and
 * {@code -}.
 */
final class PayloadPaths {

  private static final String ANYWHERE = "**.";

  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Integer> anywhere = new HashMap<>();
  private final Node root = new Node();

  /** A step of a path. */
  static final class Node {

    private final Map<String, Node> below = new HashMap<>();
    private int number = -1;

    /** Number of the path that ends here, -1 if none does. */
    int number() {
      return number;
    }

    @Nullable Node below(final String name) {
      return below.get(name);
    }
  }

  PayloadPaths(final Iterable<String> paths) {
    for (final String path : paths) {
      if (!numbers.containsKey(path)) {
        add(path, numbers.size());
      }
    }
  }

  private void add(final String path, final int number) {
    numbers.put(path, number);
    if (path.startsWith(ANYWHERE)) {
      anywhere.put(name(path.substring(ANYWHERE.length())), number);
      return;
    }
    Node node = root;
    for (final String step : path.split("\\.", -1)) {
      node = node.below.computeIfAbsent(name(step), none -> new Node());
    }
    node.number = number;
  }

  /** Whether the text can be a path. */
  static boolean valid(final String path) {
    final String plain = path.startsWith(ANYWHERE) ? path.substring(ANYWHERE.length()) : path;
    final List<String> steps = new ArrayList<>(List.of(plain.split("\\.", -1)));
    return steps.stream().noneMatch(step -> name(step).isEmpty() || step.contains("*"))
        && (path.equals(plain) || steps.size() == 1);
  }

  /** A name in the form in which names are compared. */
  static String name(final String written) {
    return isPlain(written) ? written : normal(written);
  }

  private static boolean isPlain(final String written) {
    for (int i = 0; i < written.length(); i++) {
      final char c = written.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  private static String normal(final String written) {
    return written.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }

  Node root() {
    return root;
  }

  /** Number of the path that takes this name at any depth, -1 if none does. */
  int anywhere(final String name) {
    return anywhere.getOrDefault(name, -1);
  }

  boolean hasAnywhere() {
    return !anywhere.isEmpty();
  }

  /** Number of a path; every path that was given has one. */
  int numberOf(final String path) {
    final Integer number = numbers.get(path);
    if (number == null) {
      throw new IllegalArgumentException("no such path: " + path);
    }
    return number;
  }

  int size() {
    return numbers.size();
  }
}
