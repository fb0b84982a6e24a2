// Files that travel inside the program, so that it is one binary. `#embed` (C23) costs no time to compile, and a changed file is noticed.
#include "embedded.h"

static const unsigned char demo_follows_json[] = {
#embed "../Guerilla/Demo/Community/follows.json"
};
static const unsigned char demo_groups_json[] = {
#embed "../Guerilla/Demo/Community/groups.json"
};
static const unsigned char demo_invitations_json[] = {
#embed "../Guerilla/Demo/Community/invitations.json"
};
static const unsigned char demo_lists_json[] = {
#embed "../Guerilla/Demo/Community/lists.json"
};
static const unsigned char demo_messages_json[] = {
#embed "../Guerilla/Demo/Community/messages.json"
};
static const unsigned char demo_organisations_json[] = {
#embed "../Guerilla/Demo/Community/organisations.json"
};
static const unsigned char demo_people_json[] = {
#embed "../Guerilla/Demo/Community/people.json"
};
static const unsigned char demo_reports_json[] = {
#embed "../Guerilla/Demo/Community/reports.json"
};
static const unsigned char demo_rules_json[] = {
#embed "../Guerilla/Demo/Community/rules.json"
};
static const unsigned char demo_conversations_asking_and_counting_json[] = {
#embed "../Guerilla/Demo/Community/conversations/asking-and-counting.json"
};
static const unsigned char demo_conversations_care_leavers_json[] = {
#embed "../Guerilla/Demo/Community/conversations/care-leavers.json"
};
static const unsigned char demo_conversations_caring_json[] = {
#embed "../Guerilla/Demo/Community/conversations/caring.json"
};
static const unsigned char demo_conversations_health_json[] = {
#embed "../Guerilla/Demo/Community/conversations/health.json"
};
static const unsigned char demo_conversations_homes_and_online_json[] = {
#embed "../Guerilla/Demo/Community/conversations/homes-and-online.json"
};
static const unsigned char demo_conversations_languages_json[] = {
#embed "../Guerilla/Demo/Community/conversations/languages.json"
};
static const unsigned char demo_conversations_long_way_home_json[] = {
#embed "../Guerilla/Demo/Community/conversations/long-way-home.json"
};
static const unsigned char demo_conversations_school_run_json[] = {
#embed "../Guerilla/Demo/Community/conversations/school-run.json"
};
static const unsigned char demo_conversations_services_json[] = {
#embed "../Guerilla/Demo/Community/conversations/services.json"
};
static const unsigned char demo_conversations_welcome_json[] = {
#embed "../Guerilla/Demo/Community/conversations/welcome.json"
};
static const unsigned char demo_conversations_youth_and_budget_json[] = {
#embed "../Guerilla/Demo/Community/conversations/youth-and-budget.json"
};

#define FILE(name, array) {name, array, sizeof array}
static const struct embedded_file files[] = {
  FILE("demo/follows.json", demo_follows_json),
  FILE("demo/groups.json", demo_groups_json),
  FILE("demo/invitations.json", demo_invitations_json),
  FILE("demo/lists.json", demo_lists_json),
  FILE("demo/messages.json", demo_messages_json),
  FILE("demo/organisations.json", demo_organisations_json),
  FILE("demo/people.json", demo_people_json),
  FILE("demo/reports.json", demo_reports_json),
  FILE("demo/rules.json", demo_rules_json),
  FILE("demo/conversations/asking-and-counting.json", demo_conversations_asking_and_counting_json),
  FILE("demo/conversations/care-leavers.json", demo_conversations_care_leavers_json),
  FILE("demo/conversations/caring.json", demo_conversations_caring_json),
  FILE("demo/conversations/health.json", demo_conversations_health_json),
  FILE("demo/conversations/homes-and-online.json", demo_conversations_homes_and_online_json),
  FILE("demo/conversations/languages.json", demo_conversations_languages_json),
  FILE("demo/conversations/long-way-home.json", demo_conversations_long_way_home_json),
  FILE("demo/conversations/school-run.json", demo_conversations_school_run_json),
  FILE("demo/conversations/services.json", demo_conversations_services_json),
  FILE("demo/conversations/welcome.json", demo_conversations_welcome_json),
  FILE("demo/conversations/youth-and-budget.json", demo_conversations_youth_and_budget_json),
  {0, 0, 0},
};

struct embedded_file embedded_file_at(size_t index) { return files[index]; }
