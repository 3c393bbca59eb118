package com.nexora.streams.privacy;

import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where acts enter the trail: each place has tasks, and so stores of keys and orders, of its own.
 */
public enum Intake {

  /** Acts from {@code audit.events} and {@code audit.acts}. */
  ACTS("acts", Topics.PRIVACY_ERASURES, Stores.SUBJECT_KEYS),

  /** Events of agents and changes of findings. */
  ENTITIES("entities", Topics.PRIVACY_ERASURES_ENTITIES, Stores.SUBJECT_KEYS_ENTITIES);

  private final String title;
  private final String orders;
  private final String store;

  Intake(final String title, final String orders, final String store) {
    this.title = title;
    this.orders = orders;
    this.store = store;
  }

  /** The intake of this name; empty for one where nobody is spoken of. */
  public static Optional<Intake> find(final String title) {
    return Arrays.stream(values()).filter(intake -> intake.title.equals(title)).findFirst();
  }

  /** Short name, part of key ids: never rename. */
  public String title() {
    return title;
  }

  /** Topic of its orders, with as many partitions as it has tasks. */
  public String orders() {
    return orders;
  }

  /** Store of its keys. */
  public String store() {
    return store;
  }
}
