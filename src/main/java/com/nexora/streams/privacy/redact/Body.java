package com.nexora.streams.privacy.redact;

/** What kind of thing a text is: it decides which rules hold. */
public enum Body {
  /** Whatever anybody sends: logs, payloads, contexts, messages. All rules hold. */
  FREE,
  /**
   * As {@link #FREE}, but personal data stays for now: of an act on its way to the trail, where it
   * is encrypted per subject; what remains in clear then is redacted as {@link #FREE}.
   */
  SECRETS,
  /**
   * OCSF, CloudTrail and other known formats: their schema says which names bear secrets.
   * Identifiers (access key ids, sessions, identities that look like e-mail addresses) stay, and
   * types stay valid.
   */
  TYPED
}
