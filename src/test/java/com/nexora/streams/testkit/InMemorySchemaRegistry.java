package com.nexora.streams.testkit;

import com.nexora.streams.schema.Registered;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import com.nexora.streams.schema.SchemaRegistry;
import com.nexora.streams.schema.UnknownSchemaIdException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * A registry inside the test: registers whatever comes, gives equal schemas equal ids, counts the
 * questions, and can be made to fail.
 */
public final class InMemorySchemaRegistry implements SchemaRegistry {

  private final Map<Schema, Integer> ids = new LinkedHashMap<>();
  private final Map<Integer, Schema> schemas = new LinkedHashMap<>();
  private final Map<String, Schema> subjects = new LinkedHashMap<>();
  private final Map<Integer, Integer> answersLeft = new LinkedHashMap<>();
  private boolean reachable = true;
  private int requests;

  @Override
  public synchronized int idOf(final String subject, final Schema schema) {
    answer();
    subjects.put(subject, schema);
    return idOf(schema);
  }

  @Override
  public synchronized Schema byId(final int id) {
    answer();
    final Integer left = answersLeft.computeIfPresent(id, (asked, answers) -> answers - 1);
    if (left != null && left < 0) {
      throw new RegistryUnreachableException("the test's registry is away for this id", null);
    }
    final Schema schema = schemas.get(id);
    if (schema == null) {
      throw new UnknownSchemaIdException("schema id " + id + " is unknown", null);
    }
    return schema;
  }

  @Override
  public synchronized Registered latest(final String subject) {
    answer();
    final Schema schema = subjects.get(subject);
    if (schema == null) {
      throw new SchemaException("subject " + subject + " is unknown", null);
    }
    return new Registered(idOf(schema), schema);
  }

  /** Puts a schema into the registry without a subject, as an older producer would have. */
  public synchronized int register(final Schema schema) {
    return idOf(schema);
  }

  /** The schema last registered under each subject. */
  public synchronized Map<String, Schema> subjects() {
    return Map.copyOf(subjects);
  }

  /** How often it was asked. */
  public synchronized int requests() {
    return requests;
  }

  /** From now on every question fails as if the registry were down, or no longer. */
  public synchronized void setReachable(final boolean reachable) {
    this.reachable = reachable;
  }

  /** Is away, but for who asks about other ids, after some more answers about this one. */
  public synchronized void withhold(final int id, final int afterAnswers) {
    answersLeft.put(id, afterAnswers);
  }

  /** Answers about all ids again. */
  public synchronized void withholdNothing() {
    answersLeft.clear();
  }

  private int idOf(final Schema schema) {
    return ids.computeIfAbsent(
        schema,
        s -> {
          final int id = schemas.size() + 1;
          schemas.put(id, s);
          return id;
        });
  }

  private void answer() {
    requests++;
    if (!reachable) {
      throw new RegistryUnreachableException("the test's registry is switched off", null);
    }
  }
}
