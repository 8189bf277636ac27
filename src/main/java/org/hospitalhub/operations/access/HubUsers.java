package org.hospitalhub.operations.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The people and programs that may log in.
 *
 * @param users from {@code hub.users[n]}
 */
@ConfigurationProperties("hub")
public record HubUsers(@DefaultValue List<User> users) {

    /**
     * One of them.
     *
     * @param password plain, or with Spring's prefix ({@code {bcrypt}…})
     * @param roles of INTEGRATOR, OPERATOR, AUDITOR, ADMIN, METRICS
     */
    record User(String name, String password, Set<String> roles) {}

    Optional<User> find(String name) {
        return users.stream().filter(user -> user.name().equals(name)).findFirst();
    }
}
