package com.nexora.streams.privacy.redact;

import java.util.Map;
import java.util.Set;

/**
 * Who counts as a data subject: where their ids stand, and which names stand for them.
 *
 * <p>What is stored or delivered in clear needs nobody's real id, so free-form bodies get the
 * pseudonyms that the trail uses: equal persons stay equal, and there is nothing to erase.
 * Thread-safe.
 */
public interface Subjects {

  /** Nobody is looked for. */
  Subjects NOBODY =
      new Subjects() {
        @Override
        public Set<String> fields() {
          return Set.of();
        }

        @Override
        public void find(final String json, final Set<String> ids) {}

        @Override
        public void find(final Map<String, String> texts, final Set<String> ids) {}

        @Override
        public Aliases aliases(final String tenant, final Set<String> ids) {
          return Aliases.NONE;
        }
      };

  /** Names of the fields that may hold an id, as they are written; of a path its last name. */
  Set<String> fields();

  /** Adds the ids that a JSON text holds; names that stand for somebody already are none. */
  void find(String json, Set<String> ids);

  /** Adds the ids that texts hold by their keys. */
  void find(Map<String, String> texts, Set<String> ids);

  /** The names that stand for these ids within a tenant. */
  Aliases aliases(String tenant, Set<String> ids);
}
