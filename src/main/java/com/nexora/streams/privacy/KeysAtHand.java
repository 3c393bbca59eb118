package com.nexora.streams.privacy;

import com.nexora.streams.privacy.PayloadSeal.SubjectKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lately used keys of data subjects in clear; those that were not are forgotten when it is
 * full.
 *
 * <p>There are tens of thousands, asked for at random, so what counts is in how many places of
 * memory one has to look: the name of a subject is the beginning of its key's id, and entries are
 * keys of the map and values at once. What was asked for is marked and gets a second chance before
 * it is forgotten (the CLOCK algorithm, Corbato 1968); a map in the order of use would change three
 * entries whenever it is asked, and the garbage collector would look through all of it again and
 * again. Not thread-safe, not even for reading.
 */
final class KeysAtHand {

  private final Map<Held, Held> all = new LinkedHashMap<>();
  private final int most;

  /**
   * What is at hand of one subject, or the name that is looked for.
   *
   * <p>Comparable, so that names that somebody chose for their hashes do not make a list of the
   * map.
   */
  static final class Held implements Comparable<Held> {

    private final String tenant;
    private final String named;
    private final long erasedAt;
    private final @Nullable SubjectKey key;
    private boolean asked;

    private Held(
        final String tenant,
        final String named,
        final long erasedAt,
        final @Nullable SubjectKey key) {
      this.tenant = tenant;
      this.named = named;
      this.erasedAt = erasedAt;
      this.key = key;
    }

    /** Moment up to which the subject's data were erased, epoch milliseconds; 0 if never. */
    long erasedAt() {
      return erasedAt;
    }

    /** The key. */
    SubjectKey key() {
      if (key == null) {
        throw new IllegalStateException("a name has no key");
      }
      return key;
    }

    @Override
    public int hashCode() {
      final String name =
          named.length() == Pseudonyms.LENGTH ? named : named.substring(0, Pseudonyms.LENGTH);
      return 31 * name.hashCode() + tenant.hashCode();
    }

    @Override
    public boolean equals(final @Nullable Object other) {
      return other instanceof Held that
          && named.regionMatches(0, that.named, 0, Pseudonyms.LENGTH)
          && tenant.equals(that.tenant);
    }

    @Override
    public int compareTo(final Held that) {
      final int byTenant = tenant.compareTo(that.tenant);
      return byTenant != 0
          ? byTenant
          : named
              .substring(0, Pseudonyms.LENGTH)
              .compareTo(that.named.substring(0, Pseudonyms.LENGTH));
    }
  }

  /**
   * @param most entries at most, from 1
   */
  KeysAtHand(final int most) {
    this.most = most;
  }

  /** What is at hand of a subject; null if nothing is. */
  @Nullable Held get(final String tenant, final String pseudonym) {
    final Held held = all.get(nameOf(tenant, pseudonym));
    if (held != null && !held.asked) {
      held.asked = true;
    }
    return held;
  }

  /**
   * Keeps a key, in the place of the subject's key before.
   *
   * @param erasedAt see {@link Held#erasedAt}
   * @param key its id starts with the subject's pseudonym
   */
  Held put(final String tenant, final long erasedAt, final SubjectKey key) {
    // The tenant's name is that of its first event: many keys must not keep many of them.
    final Held held = new Held(tenant.intern(), key.id(), erasedAt, key);
    all.remove(held);
    while (all.size() >= most) {
      final Iterator<Held> oldest = all.keySet().iterator();
      final Held next = oldest.next();
      oldest.remove();
      if (next.asked) {
        next.asked = false;
        all.put(next, next);
      }
    }
    all.put(held, held);
    return held;
  }

  /** Forgets a subject; what was at hand, or null. */
  @Nullable Held remove(final String tenant, final String pseudonym) {
    return all.remove(nameOf(tenant, pseudonym));
  }

  private static Held nameOf(final String tenant, final String pseudonym) {
    return new Held(tenant, Pseudonyms.checked(pseudonym), 0, null);
  }

  /** Number of subjects. */
  int size() {
    return all.size();
  }
}
