package com.nexora.streams.privacy.redact;

import java.util.Locale;

/** What is recognised by how it looks, wherever it stands. */
public enum ValueKind {
  JWT(Sort.SECRET),
  PRIVATE_KEY(Sort.SECRET),
  AWS_ACCESS_KEY_ID(Sort.SECRET),
  AWS_SECRET_KEY(Sort.SECRET),
  GCP_KEY(Sort.SECRET),
  AZURE_KEY(Sort.SECRET),
  GITHUB_TOKEN(Sort.SECRET),
  SLACK_TOKEN(Sort.SECRET),
  STRIPE_KEY(Sort.SECRET),
  /** Tokens of other services that bear a prefix of their own. */
  SERVICE_TOKEN(Sort.SECRET),
  /** {@code Bearer ...} and {@code Basic ...}. */
  AUTH_HEADER(Sort.SECRET),
  /** The password of {@code scheme://user:password@host}. */
  URL_PASSWORD(Sort.SECRET),
  /** {@code password=...} and its like in text, by the rules for keys. */
  ASSIGNMENT(Sort.SECRET),
  CARD(Sort.PERSONAL),
  IBAN(Sort.PERSONAL),
  SSN(Sort.PERSONAL),
  EMAIL(Sort.PERSONAL),
  PHONE(Sort.PERSONAL);

  private final Sort sort;

  ValueKind(final Sort sort) {
    this.sort = sort;
  }

  /** What the kind is about. */
  public Sort sort() {
    return sort;
  }

  /** The name as rules and counters write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int bit() {
    return 1 << ordinal();
  }

  boolean in(final int kinds) {
    return (kinds & bit()) != 0;
  }
}
