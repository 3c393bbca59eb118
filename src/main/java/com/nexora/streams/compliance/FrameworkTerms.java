package com.nexora.streams.compliance;

/**
 * What holds for every act that is tagged with a framework, whatever its category.
 *
 * @param retentionDays least time an entry is kept, days after it occurred
 * @param encryptionRequired whether its payload must be encrypted
 */
public record FrameworkTerms(int retentionDays, boolean encryptionRequired) {}
