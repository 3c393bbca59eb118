package com.nexora.streams.ingest;

import com.nexora.streams.privacy.redact.Aliases;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.privacy.redact.Tally;
import com.nexora.streams.tenants.TenantRedactors.Own;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of the fields of one event, by the rules of its tenant, and puts pseudonyms for
 * the ids of data subjects into what nobody encrypts.
 *
 * <p>A family's rules say what each field is: free-form, or typed, where identifiers stay. Ids,
 * tenants, entities and their like are no free-form text and are not looked at.
 */
final class Cleaner {

  /** Metadata that names who did something: an identity, not a person's data in a free text. */
  private static final String ACTOR = "actor";

  private static final String FRAMEWORKS = "frameworks";

  private final Redactor redactor;
  private final Tally tally;
  private final String tenant;

  Cleaner(final Own own, final String tenant) {
    this.redactor = own.redactor();
    this.tally = own.tally();
    this.tenant = tenant;
  }

  /**
   * Cleans an event in its place: what its rules say of each field, and then the ids of the data
   * subjects that were met, wherever else they stand in it.
   *
   * @param personal whether the event is on its way to a room that keeps it in clear
   */
  static <T> void clean(
      final EventRules<T> rules, final T event, final Own own, final boolean personal) {
    final String tenant = rules.tenantId(event);
    final Cleaner cleaner = new Cleaner(own, tenant);
    own.tally().takeSubjects(); // of an event at which something failed
    if (personal) {
      rules.redactPersonal(event, cleaner);
    } else {
      rules.redact(event, cleaner);
    }
    final Aliases aliases = own.redactor().aliases(tenant, own.tally());
    if (!aliases.isEmpty()) {
      rules.rename(event, aliases);
    }
  }

  /**
   * How free-form parts of an event are to be read that may enter the trail: one that bears the tag
   * of a framework may be encrypted there per data subject, so its personal data stay until then.
   */
  static Body untilTheTrail(final Map<String, String> metadata) {
    return isTagged(metadata) ? Body.SECRETS : Body.FREE;
  }

  static boolean isTagged(final Map<String, String> metadata) {
    final String frameworks = metadata.get(FRAMEWORKS);
    return frameworks != null && !frameworks.isBlank();
  }

  String json(final String json, final Body body) {
    return redactor.json(json, body, tenant, tally);
  }

  String text(final String text, final Body body) {
    return redactor.text(text, body, tenant, tally);
  }

  @Nullable String textOrNull(final @Nullable String text, final Body body) {
    return text == null ? null : redactor.text(text, body, tenant, tally);
  }

  Map<String, String> metadata(final Map<String, String> metadata, final Body body) {
    if (metadata.isEmpty()) {
      return metadata;
    }
    final Map<String, String> clean = redactor.texts(metadata, body, tenant, tally);
    final String actor = metadata.get(ACTOR);
    if (clean == metadata || actor == null) {
      return clean;
    }
    final Map<String, String> withActor = new LinkedHashMap<>(clean);
    withActor.put(ACTOR, redactor.text(actor, Body.TYPED, tenant, tally));
    return withActor;
  }
}
