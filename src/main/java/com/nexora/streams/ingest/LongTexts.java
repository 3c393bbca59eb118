package com.nexora.streams.ingest;

import com.nexora.streams.ingest.foreign.Redaction;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.privacy.redact.Redactor;

/**
 * Redacts texts before a translator cuts them: half a secret would not be recognised any more.
 * Whole fields are left to the gate, which redacts them like those of every other event, by the
 * rules of their tenant.
 */
final class LongTexts implements Redaction {

  private final Redactor redactor;

  LongTexts(final Redactor redactor) {
    this.redactor = redactor;
  }

  @Override
  public String json(final String tenantId, final String json) {
    return json;
  }

  @Override
  public String text(final String tenantId, final String text) {
    return redactor.text(text, Body.FREE, tenantId, redactor.tally());
  }

  @Override
  public String name(final String tenantId, final String name) {
    return name;
  }
}
