package org.hospitalhub.delivery;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the delivery of answers.
 *
 * @param callbacks prefixes of URLs that an HTTP client may name for its answer; none by default
 * @param guardFormulas whether texts of a service that a spreadsheet would run as a formula get an apostrophe in CSV answers
 * @param byteOrderMark whether CSV answers begin with a byte order mark, by which Excel recognises UTF-8
 */
@ConfigurationProperties("hub.delivery")
public record DeliverySettings(
        @DefaultValue List<String> callbacks,
        @DefaultValue("true") boolean guardFormulas,
        @DefaultValue("false") boolean byteOrderMark) {}
