package org.hospitalhub.delivery;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where answers may be sent.
 *
 * @param callbacks prefixes of URLs that an HTTP giver may name for its answer; none by default
 */
@ConfigurationProperties("hub.delivery")
public record DeliverySettings(@DefaultValue List<String> callbacks) {}
