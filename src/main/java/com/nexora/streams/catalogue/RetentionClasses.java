package com.nexora.streams.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The retention classes of a catalogue: one for every topic {@code audit.records.<class>} that has
 * an {@code audit.inbox.<class>}, and the default.
 */
public final class RetentionClasses {

  private final List<RetentionClass> classes;
  private final List<RetentionClass> shortestFirst;

  /**
   * @param classes the default among them
   * @throws CatalogueException if there is no default
   */
  public RetentionClasses(final List<RetentionClass> classes) {
    final List<RetentionClass> defaultFirst = new ArrayList<>(classes);
    defaultFirst.sort(
        Comparator.comparing(RetentionClass::isDefault)
            .reversed()
            .thenComparing(RetentionClass::name));
    if (defaultFirst.isEmpty() || !defaultFirst.get(0).isDefault()) {
      throw new CatalogueException(
          "the catalogue has no topic " + Topics.AUDIT_RECORDS + ", the default retention class");
    }
    this.classes = List.copyOf(defaultFirst);
    this.shortestFirst =
        classes.stream()
            .sorted(
                Comparator.comparingLong(
                    c -> c.retentionMs() == -1 ? Long.MAX_VALUE : c.retentionMs()))
            .toList();
  }

  /** Only the default class, with the retention of the shipped catalogue. */
  public static RetentionClasses onlyDefault() {
    return of(TopicCatalogue.load(TopicCatalogue.DEV)).only(List.of());
  }

  /**
   * The default and some others.
   *
   * @param others names of classes besides the default
   * @throws CatalogueException if there is none of such a name
   */
  public RetentionClasses only(final Collection<String> others) {
    for (final String name : others) {
      if (classes.stream().noneMatch(c -> c.name().equals(name))) {
        throw new CatalogueException(
            "there is no retention class %s: the catalogue has no topic %s.%s; its classes are %s"
                .formatted(
                    name,
                    Topics.AUDIT_RECORDS,
                    name,
                    classes.stream().map(RetentionClass::name).toList()));
      }
    }
    return new RetentionClasses(
        classes.stream().filter(c -> c.isDefault() || others.contains(c.name())).toList());
  }

  /**
   * The classes of a catalogue.
   *
   * @throws CatalogueException if a class has one topic of the two only
   */
  public static RetentionClasses of(final TopicCatalogue catalogue) {
    final List<RetentionClass> classes = new ArrayList<>();
    for (final TopicSpec topic : catalogue.topics()) {
      final String name = className(topic.name());
      if (name.isEmpty()) {
        continue;
      }
      final RetentionClass retention =
          new RetentionClass(
              name, Long.parseLong(topic.configs().getOrDefault("retention.ms", "-1")));
      if (catalogue.find(retention.inbox()).isEmpty()) {
        throw new CatalogueException(
            "topic %s has no %s beside it: a retention class is a pair"
                .formatted(topic.name(), retention.inbox()));
      }
      classes.add(retention);
    }
    return new RetentionClasses(classes);
  }

  private static String className(final String topic) {
    if (topic.equals(Topics.AUDIT_RECORDS)) {
      return RetentionClass.DEFAULT;
    }
    final String prefix = Topics.AUDIT_RECORDS + '.';
    return topic.startsWith(prefix) && !topic.endsWith(Topics.DLQ_SUFFIX)
        ? topic.substring(prefix.length())
        : "";
  }

  /** All of them, the default first. */
  public List<RetentionClass> all() {
    return classes;
  }

  /**
   * The class that keeps records shortest of those that keep them long enough; else the longest.
   */
  public RetentionClass covering(final long ms) {
    for (final RetentionClass retention : shortestFirst) {
      if (retention.covers(ms)) {
        return retention;
      }
    }
    return shortestFirst.get(shortestFirst.size() - 1);
  }

  @Override
  public boolean equals(final @Nullable Object other) {
    return other instanceof RetentionClasses that && classes.equals(that.classes);
  }

  @Override
  public int hashCode() {
    return classes.hashCode();
  }

  @Override
  public String toString() {
    return classes.toString();
  }
}
