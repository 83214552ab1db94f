/** The version of slapos.cookbook that the engine has. */
export const cookbookVersion = '1.0.514';

/** The recipes of that version: what may stand behind `slapos.cookbook:`. */
export const cookbookRecipes: ReadonlySet<string> = new Set(
  `
  addresiliency apacheperl apachephp apacheproxy cdninstancenode certificate_authority
  certificate_authority.request check_page_content check_parameter check_port_listening
  check_url_available cloud9 cloudooo.test copyfilelist cron cron.d dropbear.add_authorized_key
  equeue erp5.promise erp5testnode free_port generate.mac generate.password generic.cloudooo
  generic.kumofs generic.memcached generic.mysql.wrap_update_mysql gitinit instancenode ipv4toipv6
  ipv6toipv4 jsondump logrotate logrotate.d mkdirectory nbdserver neoppod.admin neoppod.cluster
  neoppod.master neoppod.storage notifier notifier.callback notifier.notify onetimeupload pbs
  postgres proactive promise.plugin publish publish-early publish.serialised
  publish.serialised_failsafe publish_failsafe publishurl random.integer random.time
  re6stnet.registry readline redis.server request request.edge request.serialised requestoptional
  requestoptional.serialised shell simplehttpserver simplelogger slapconfiguration
  slapconfiguration.jsondump slapconfiguration.jsonschema slapconfiguration.jsonschema.localdb
  slapconfiguration.serialised squid sshkeys_authority sshkeys_authority.request switch-softwaretype
  switch-softwaretype.noop symbolic.link tidstorage trac urlparse userinfo uuid wrapper zabbixagent
  zero-knowledge.read zero-knowledge.write
  `
    .trim()
    .split(/\s+/),
);
