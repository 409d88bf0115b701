/** Someone the demo identity providers can sign in, push over SCIM, and the seed puts under Members. */
export type DemoPerson = {
  tenant: DemoTenant
  userName: string
  email: string
  givenName: string
  familyName: string
  displayName: string
  department: string
  title: string
  groups: string[]
}
export type DemoTenant = 'acme' | 'globex'

const PEOPLE_PER_TENANT = 200
const DOMAINS: Record<DemoTenant, string> = { acme: 'acme.example', globex: 'globex.example' }

/** Their roles come from the seed; who they are never changes, because tests and docs name them. */
const PERSONAS: Record<DemoTenant, [given: string, family: string, department: string, title: string][]> = {
  acme: [
    ['Ada', 'Okafor', 'IT', 'Head of Identity'],
    ['Marcus', 'Lindqvist', 'IT', 'Systems Administrator'],
    ['Leila', 'Haddad', 'Security', 'Security Engineer'],
    ['Tomás', 'Ferreira', 'Operations', 'Programme Manager'],
    ['Grace', 'Nakamura', 'Compliance', 'Internal Auditor'],
    ['Dmitri', 'Volkov', 'Support', 'Support Agent'],
  ],
  globex: [
    ['Priya', 'Raman', 'IT', 'Director of IT'],
    ['Jonas', 'Weber', 'Research', 'Research Analyst'],
    ['Amara', 'Diallo', 'Security', 'Security Lead'],
    ['Siobhán', "O'Connell", 'Operations', 'Operations Manager'],
    ['Kenji', 'Watanabe', 'Compliance', 'Audit Manager'],
    ['Lucía', 'Herrera', 'Support', 'Support Agent'],
  ],
}

const GIVEN_NAMES =
  `Aaliyah Abebe Adriana Aiko Aino Alejandro Alena Amina Anders Anjali Antonio Ayşe Babajide Beatriz Benedikt
 Bianca Björn Camille Carlos Chiara Chidi Daniela Darius Deepa Diego Ebba Eduardo Eilidh Elif Emeka Emilia Esther Farah Fatima
 Felix Fiona Freya Gabriel Giulia Hana Hanna Hassan Helena Hiroshi Hugo Ibrahim Ingrid Isabel Ivan Jamal Jana Javier Jin Joana
 Kamal Karin Katarzyna Kwame Lars Layla Leonie Liam Linh Luca Magnus Malik Mariana Mateo Mei Mila Minh Mónica Nadia Naomi Nikhil
 Noah Nora Olga Omar Oskar Paolo Pavel Petra Rafael Rania Ravi Rosa Ruth Samir Sanne Selin Sofia Stefan Sunita Tariq Thandiwe
 Theo Uma Valentina Viktor Wei Yara Yusuf Zanele Zofia`.split(/\s+/)

const FAMILY_NAMES =
  `Abdi Adeyemi Almeida Andersson Aslan Bakker Banerjee Barbosa Becker Bergström Bianchi Boateng Carvalho
 Castillo Chaudhry Chen Cohen Costa Dahl Delgado Demir Dubois Eriksen Farouk Fischer Fontaine Fujita Gallagher Garcia Georgiou
 Gonzalez Gupta Hakimi Hansen Hernandez Hoang Horvat Hussein Ivanova Jansen Jensen Kamara Kapoor Kaya Keller Khan Kim Kowalski
 Kumar Larsen Lee Lindgren Lopes MacLeod Mahlangu Martin Mbeki Mehta Mensah Moreau Morales Murphy Mwangi Nair Ndlovu Nguyen
 Nielsen Novak Nowak Obi Olsen Ortiz Osei Papadopoulos Park Patel Pereira Petrov Popescu Quispe Rahman Ramirez Reyes Ricci
 Rosenberg Rossi Ruiz Sato Schmidt Sharma Silva Singh Sørensen Suzuki Svensson Takahashi Tan Torres Tran Vargas Virtanen Vogel
 Wang Wójcik Yamamoto Yıldız Zhang Zulu`.split(/\s+/)

const DEPARTMENTS: [name: string, titles: string[]][] = [
  ['Engineering', ['Software Engineer', 'Senior Software Engineer', 'Staff Engineer', 'Engineering Manager']],
  ['Sales', ['Account Executive', 'Sales Engineer', 'Sales Manager']],
  ['Support', ['Support Agent', 'Senior Support Agent', 'Support Manager']],
  ['Operations', ['Project Manager', 'Operations Analyst', 'Programme Manager']],
  ['Finance', ['Accountant', 'Financial Analyst', 'Controller']],
  ['People', ['Recruiter', 'People Partner', 'Learning Specialist']],
  ['Security', ['Security Analyst', 'Security Engineer']],
  ['IT', ['Systems Administrator', 'IT Support Specialist']],
  ['Compliance', ['Compliance Analyst', 'Internal Auditor']],
  ['Research', ['Research Analyst', 'Data Scientist']],
]

/** One in this many of each department's people; larger departments come first more often. */
const DEPARTMENT_PATTERN = [0, 1, 0, 2, 3, 0, 4, 1, 5, 0, 2, 6, 0, 9, 1, 7, 0, 2, 3, 8]

/** 200 people of one tenant, the same ones at every call. The first six are the personas. */
export function demoPeople(tenant: DemoTenant): DemoPerson[] {
  const people: DemoPerson[] = []
  const taken = new Set<string>()
  const add = (given: string, family: string, department: string, title: string) => {
    const localPart = `${asciiOf(given)}.${asciiOf(family)}`
    if (taken.has(localPart)) return
    taken.add(localPart)
    const email = `${localPart}@${DOMAINS[tenant]}`
    people.push({
      tenant,
      userName: email,
      email,
      givenName: given,
      familyName: family,
      displayName: `${given} ${family}`,
      department,
      title,
      groups: groupsOf(department, title),
    })
  }
  for (const persona of PERSONAS[tenant]) add(...persona)

  // Two strides that share no factor with the list lengths walk through all pairs before any repeats.
  const offset = tenant === 'acme' ? 0 : 53
  for (let step = 0; people.length < PEOPLE_PER_TENANT; step++) {
    const given = pick(GIVEN_NAMES, step * 37 + offset)
    const family = pick(FAMILY_NAMES, step * 59 + offset * 3 + Math.floor(step / 97))
    const [department, titles] = pick(DEPARTMENTS, pick(DEPARTMENT_PATTERN, step + offset))
    add(given, family, department, pick(titles, Math.floor(step / 3)))
  }
  return people
}

function groupsOf(department: string, title: string): string[] {
  const groups = ['Everyone', department]
  if (/Manager|Director|Head|Lead|Controller/.test(title)) groups.push('People Managers')
  return groups
}

/** The Latin letters that mail systems of most companies reduce names to. */
function asciiOf(name: string): string {
  return name
    .replace(/[øØ]/g, 'o')
    .replace(/[ıİ]/g, 'i')
    .replace(/[łŁ]/g, 'l')
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
}

function pick<T>(list: readonly T[], position: number): T {
  return list[position % list.length] as T
}
