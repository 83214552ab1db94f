"""The process that the server talks to: its lines (`main`), its methods (`host`, `params`), and what it forks (`zygote`)."""
