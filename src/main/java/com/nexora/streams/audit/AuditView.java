package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;

/**
 * A sealed entry as shown to people: the act, its place in the chains and its hashes in lower-case
 * hex.
 *
 * @param event the act
 * @param logId log that holds it, e.g. {@code default/3}
 * @param leafIndex position in the log from 0
 * @param tenantSequence position in the tenant's chain from 1
 * @param previousHash leaf hash of the tenant's previous entry
 * @param leafHash hash of this entry
 * @param hmac HMAC-SHA256 over the leaf hash
 * @param keyVersion version of the HMAC key
 * @param schemaHash SHA-256 of the entry's schema
 */
public record AuditView(
    AuditEvent event,
    String logId,
    long leafIndex,
    long tenantSequence,
    String previousHash,
    String leafHash,
    String hmac,
    int keyVersion,
    String schemaHash) {}
